#include "jpeg_errors.h"

#include <jerror.h>

// More bytes than this behind a scan are pixels that a damaged code left over, unless they are all the same.
enum { MOST_STRAY_BYTES_IN_SCAN = 32, LEFT_IN_DECODER = 8 };

static CImageStatus meaning(int code) {
  switch (code) {
    case JERR_OUT_OF_MEMORY: return CImageStatusOutOfMemory;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
    case JERR_WIDTH_OVERFLOW: return CImageStatusUnsupportedKind;
    default: return CImageStatusDamaged;
  }
}

static void leave(j_common_ptr codec) {
  JPEGErrors *errors = (JPEGErrors *)codec->err;
  errors->status = meaning(errors->manager.msg_code);
  errors->manager.format_message(codec, errors->reason);
  longjmp(errors->escape, 1);
}

/// Whether the `count` bytes that were passed over are all the same: a camera's filling.
static bool is_filling(j_decompress_ptr codec, int count) {
  if (((JPEGErrors *)codec->err)->has_no_end) return false;  // libjpeg reads a buffer of its own by now
  const JOCTET *last = codec->src->next_input_byte - 1;
  for (int i = 1; i < count - LEFT_IN_DECODER; i++)
    if (last[-i] != *last) return false;
  return true;
}

/// Whether a warning says nothing against the pixels. Every viewer opens such files.
static bool is_harmless(j_common_ptr codec) {
  switch (codec->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_JFIF_MAJOR:
    case JWRN_JPEG_EOF:  // whether pixels are missing, the decoder finds out
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_TOO_MUCH_DATA: return true;
    case JWRN_EXTRANEOUS_DATA: {
      j_decompress_ptr decoder = (j_decompress_ptr)codec;
      const int count = codec->err->msg_parm.i[0];
      return decoder->input_scan_number == 0 || count <= MOST_STRAY_BYTES_IN_SCAN || is_filling(decoder, count);
    }
    default: return false;
  }
}

// Level −1 is a warning, levels from 0 on are traces.
static void emit(j_common_ptr codec, int level) {
  if (level >= 0) return;
  JPEGErrors *errors = (JPEGErrors *)codec->err;
  errors->manager.num_warnings++;
  if (errors->manager.msg_code == JWRN_JPEG_EOF) errors->has_no_end = true;
  const bool harmless = is_harmless(codec);
  char *text = harmless ? errors->note : errors->reason;
  if (text[0] == '\0') errors->manager.format_message(codec, text);
  if (!harmless) errors->is_damaged = true;
}

static void stay_silent(j_common_ptr codec) { (void)codec; }

struct jpeg_error_mgr *jpeg_errors_install(JPEGErrors *errors) {
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = leave;
  errors->manager.emit_message = emit;
  errors->manager.output_message = stay_silent;
  errors->status = CImageStatusDamaged;
  errors->reason[0] = errors->note[0] = '\0';
  return &errors->manager;
}
