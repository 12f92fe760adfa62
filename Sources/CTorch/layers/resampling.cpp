// Pictures continued, resized and looked at through maps.
#include "ct_layers.h"
#include "../guarded.h"

#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/affine_grid_generator.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/grid_sampler_2d.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/upsample_bilinear2d.h>

using namespace reverie;

CTensor *ct_constant_pad(CTensor *input, int64_t left, int64_t right, int64_t top, int64_t bottom, double value,
                         CTorchError *error) {
  return tensor_or_error(error,
                         [&] { return at::constant_pad_nd(borrow(input), {left, right, top, bottom}, value); });
}
CTensor *ct_reflection_pad(CTensor *input, int64_t left, int64_t right, int64_t top, int64_t bottom,
                           CTorchError *error) {
  return tensor_or_error(error,
                         [&] { return at::reflection_pad2d(borrow(input), {left, right, top, bottom}); });
}
CTensor *ct_resize_bilinear(CTensor *input, int64_t height, int64_t width, bool antialias, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return antialias ? at::_upsample_bilinear2d_aa(borrow(input), {height, width}, /*align_corners=*/false)
                     : at::upsample_bilinear2d(borrow(input), {height, width}, /*align_corners=*/false);
  });
}
CTensor *ct_affine_sample(CTensor *input, CTensor *matrices, CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Tensor pictures = borrow(input);
    at::Tensor grid = at::affine_grid_generator(borrow(matrices), pictures.sizes(), /*align_corners=*/false);
    return at::grid_sampler_2d(pictures, grid, /*interpolation_mode=*/0, /*padding_mode=*/0,
                               /*align_corners=*/false);
  });
}
