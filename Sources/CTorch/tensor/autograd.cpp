#include "ct_autograd.h"
#include "../guarded.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace reverie;

bool ct_gradients_enabled(void) { return c10::GradMode::is_enabled(); }
void ct_set_gradients_enabled(bool enabled) { c10::GradMode::set_enabled(enabled); }
bool ct_requires_gradient(CTensor *tensor) { return borrow(tensor).requires_grad(); }
bool ct_set_requires_gradient(CTensor *tensor, bool required, CTorchError *error) {
  return done_or_error(error, [&] { borrow(tensor).set_requires_grad(required); });
}
CTensor *ct_detach(CTensor *tensor, CTorchError *error) {
  return tensor_or_error(error, [&] { return borrow(tensor).detach(); });
}
bool ct_gradients(CTensor *output, CTensor *const *inputs, size_t count, CTensor **gradients,
                  CTorchError *error) {
  return done_or_error(error, [&] {
    auto results = torch::autograd::grad({borrow(output)}, borrow_list(inputs, count));
    for (size_t i = 0; i < count; ++i)
      gradients[i] = hand_over(std::move(results[i]));
  });
}
bool ct_gradients_of(CTensor *const *outputs, CTensor *const *output_gradients, size_t output_count, CTensor *const *inputs,
                     size_t input_count, CTensor **gradients, CTorchError *error) {
  return done_or_error(error, [&] {
    auto results = torch::autograd::grad(borrow_list(outputs, output_count), borrow_list(inputs, input_count),
                                         borrow_list(output_gradients, output_count), /*retain_graph=*/true);
    for (size_t i = 0; i < input_count; ++i)
      gradients[i] = hand_over(std::move(results[i]));
  });
}
