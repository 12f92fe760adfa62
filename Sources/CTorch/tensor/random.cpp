#include "ct_random.h"
#include "../guarded.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/ops/empty.h>

using namespace reverie;

CGenerator *ct_generator(uint64_t seed, const char *device, CTorchError *error) {
  return guarded(error, static_cast<CGenerator *>(nullptr), [&] {
    c10::Device place{std::string(device)};
    at::Generator generator = place.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>(seed)
                                             : at::globalContext().defaultGenerator(place).clone();
    generator.set_current_seed(seed);
    return reinterpret_cast<CGenerator *>(generator.unsafeReleaseGeneratorImpl());
  });
}

static at::Tensor blank(const int64_t *shape, size_t rank, const at::Generator &generator) {
  return at::empty(sizes(shape, rank), at::TensorOptions().dtype(at::kFloat).device(generator.device()));
}

CTensor *ct_normal(const int64_t *shape, size_t rank, double mean, double deviation, CGenerator *generator,
                   CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Generator source = borrow(generator);
    return blank(shape, rank, source).normal_(mean, deviation, source);
  });
}
CTensor *ct_uniform(const int64_t *shape, size_t rank, double lower, double upper, CGenerator *generator,
                    CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Generator source = borrow(generator);
    return blank(shape, rank, source).uniform_(lower, upper, source);
  });
}
