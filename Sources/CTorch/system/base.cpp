#include "../guarded.h"

#include <c10/core/ScalarType.h>
#include <c10/util/intrusive_ptr.h>

#include <cstdlib>

static_assert(CT_UINT8 == static_cast<int>(c10::ScalarType::Byte));
static_assert(CT_INT8 == static_cast<int>(c10::ScalarType::Char));
static_assert(CT_INT16 == static_cast<int>(c10::ScalarType::Short));
static_assert(CT_INT32 == static_cast<int>(c10::ScalarType::Int));
static_assert(CT_INT64 == static_cast<int>(c10::ScalarType::Long));
static_assert(CT_FLOAT16 == static_cast<int>(c10::ScalarType::Half));
static_assert(CT_FLOAT32 == static_cast<int>(c10::ScalarType::Float));
static_assert(CT_FLOAT64 == static_cast<int>(c10::ScalarType::Double));
static_assert(CT_BOOL == static_cast<int>(c10::ScalarType::Bool));
static_assert(CT_BFLOAT16 == static_cast<int>(c10::ScalarType::BFloat16));

void ct_tensor_release(CTensor *tensor) {
  c10::raw::intrusive_ptr::decref(reinterpret_cast<c10::TensorImpl *>(tensor));
}
void ct_generator_release(CGenerator *generator) {
  c10::raw::intrusive_ptr::decref(reinterpret_cast<c10::GeneratorImpl *>(generator));
}
void ct_error_free(CTorchError *error) {
  std::free(error->message);
  error->message = nullptr;
}
