// Harms pictures at random and decodes them: fuzz_pictures COUNT FILE...
//
// Built with sanitizers by `make fuzz`. Batches run in processes of their own, so that a crash ends one mutation and
// not the run; what crashed or hung is written to the working folder as crash-SEED.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CImage.h"

enum { BATCH = 500, LONGEST_SECONDS = 20, MOST_PIXELS = 4000000, KINDS = 9 };

static const char *const names[KINDS] = {"JPEG", "PNG", "GIF", "WebP", "TIFF", "HEIF", "PPM", "BMP", "none"};

typedef struct {
  long mutations, refused, read, crashes;
  double slowest;
} Figures;

/// What the processes share.
typedef struct {
  Figures kinds[KINDS];
  long seed;
  int kind;
} Shared;

typedef struct {
  uint8_t *bytes;
  size_t count;
} Bytes;

static uint64_t next(uint64_t *state) {  // SplitMix64
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

static Bytes read_file(const char *path) {
  Bytes file = {NULL, 0};
  FILE *stream = fopen(path, "rb");
  if (!stream) return file;
  fseek(stream, 0, SEEK_END);
  file.count = (size_t)ftell(stream);
  rewind(stream);
  file.bytes = malloc(file.count + 1);
  file.count = fread(file.bytes, 1, file.count, stream);
  fclose(stream);
  return file;
}

/// A copy of just its size, so that a sanitizer sees every read behind it, with bytes changed, copied or cut off.
static Bytes harmed(Bytes original, uint64_t seed) {
  uint64_t state = seed;
  size_t count = original.count;
  if (next(&state) % 8 == 0) count = next(&state) % (count + 1);
  Bytes copy = {malloc(count ? count : 1), count};
  memcpy(copy.bytes, original.bytes, count);
  // Most of what decides stands at the beginning.
  const size_t near = count < 256 ? count : 256;
  for (uint64_t i = next(&state) % 12; count > 0 && i > 0; i--) {
    const size_t at = next(&state) % (next(&state) % 2 ? near : count);
    static const uint8_t odd[] = {0, 1, 0x7F, 0x80, 0xFF};
    switch (next(&state) % 4) {
      case 0: copy.bytes[at] ^= (uint8_t)(1u << next(&state) % 8); break;
      case 1: copy.bytes[at] = odd[next(&state) % sizeof odd]; break;
      case 2: copy.bytes[at] = (uint8_t)next(&state); break;
      default: memmove(copy.bytes + at, copy.bytes + next(&state) % count / 2, (count - at) / 2); break;
    }
  }
  return copy;
}

static bool fits(CImageHeader header) {
  return header.status == CImageStatusOK && header.width > 0 && header.height > 0 &&
         (int64_t)header.width * header.height <= MOST_PIXELS;
}

static bool decodes(Bytes file, bool opacity) {
  CImageDecoder *decoder = cimage_open(file.bytes, file.count);
  if (!decoder) return false;
  bool has_read = false;
  CImageHeader header = cimage_header(decoder);
  if (fits(header) && (!opacity || header.has_opacity)) {
    header = opacity ? cimage_start_opacity(decoder) : cimage_start(decoder);
    if (fits(header)) {
      const size_t sample = (size_t)header.bits / 8;
      uint8_t *pixels = malloc((size_t)header.width * (size_t)header.height * (opacity ? 1 : 3 * sample));
      has_read = (opacity ? cimage_read_opacity(decoder, pixels) : cimage_read(decoder, pixels)) == CImageStatusOK;
      free(pixels);
    }
  }
  cimage_close(decoder);
  return has_read;
}

/// The quick way of JPEGs: smaller, or a part.
static bool decodes_quickly(Bytes file, uint64_t seed) {
  CImageJPEG *decoder = cimage_jpeg_open(file.bytes, file.count);
  if (!decoder) return false;
  CImageHeader header = cimage_jpeg_header(decoder);
  bool has_read = false;
  if (fits(header)) {
    const CImagePart part = {header.width / 3, header.height / 3, (header.width + 2) / 3, (header.height + 2) / 3};
    header = seed % 3 ? cimage_jpeg_start(decoder, (int32_t)(seed % 2 * 50)) : cimage_jpeg_start_part(decoder, part, 1);
    if (fits(header)) {
      uint8_t *pixels = malloc((size_t)header.width * (size_t)header.height * 3);
      has_read = cimage_jpeg_read(decoder, pixels) == CImageStatusOK;
      free(pixels);
    }
  }
  cimage_jpeg_close(decoder);
  return has_read;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int kind_of(Bytes file) {
  const char *name = cimage_format(file.bytes, file.count);
  for (int i = 0; i < KINDS - 1; i++)
    if (name && strcmp(name, names[i]) == 0) return i;
  return KINDS - 1;
}

static void run(Shared *shared, const Bytes *originals, size_t count, long last) {
  for (; shared->seed < last; shared->seed++) {
    const uint64_t seed = (uint64_t)shared->seed;
    const Bytes original = originals[seed % count];
    const Bytes file = harmed(original, seed);
    shared->kind = kind_of(original);
    Figures *figures = &shared->kinds[shared->kind];
    figures->mutations++;
    // Of the processors' time: a busy machine is no fault of a picture.
    setitimer(ITIMER_PROF, &(struct itimerval){.it_value.tv_sec = LONGEST_SECONDS}, NULL);
    const double start = seconds();
    bool has_read = decodes(file, false);
    if (has_read) decodes(file, true);
    if (shared->kind == 0) has_read |= decodes_quickly(file, seed);
    const double taken = seconds() - start;
    if (taken > figures->slowest) figures->slowest = taken;
    *(has_read ? &figures->read : &figures->refused) += 1;
    free(file.bytes);
  }
}

static void keep(Bytes file, long seed) {
  char name[64];
  snprintf(name, sizeof name, "crash-%ld", seed);
  FILE *stream = fopen(name, "wb");
  if (stream) {
    fwrite(file.bytes, 1, file.count, stream);
    fclose(stream);
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const long total = strtol(argv[1], NULL, 10);
  Bytes *originals = calloc((size_t)argc, sizeof *originals);
  size_t count = 0;
  for (int i = 2; i < argc; i++) {
    const Bytes file = read_file(argv[i]);
    if (file.bytes && kind_of(file) < KINDS - 1) originals[count++] = file;
  }
  Shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || count == 0) return 2;
  long crashes = 0;
  while (shared->seed < total) {
    const long last = shared->seed + BATCH < total ? shared->seed + BATCH : total;
    const pid_t child = fork();
    if (child == 0) {
      run(shared, originals, count, last);
      _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) return 2;
    if (status == 0) continue;
    crashes++;
    shared->kinds[shared->kind].crashes++;
    keep(harmed(originals[(size_t)shared->seed % count], (uint64_t)shared->seed), shared->seed);
    shared->seed++;
  }
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  for (int i = 0; i < KINDS - 1; i++) {
    const Figures f = shared->kinds[i];
    if (f.mutations > 0)
      printf("%-5s %ld mutations: %ld refused, %ld read, %ld crashes; slowest %.2f s\n", names[i], f.mutations,
             f.refused, f.read, f.crashes, f.slowest);
  }
  printf("most memory of a process: %ld MiB, with the sanitizers' own\n", usage.ru_maxrss >> 10);
  return crashes > 0;
}
