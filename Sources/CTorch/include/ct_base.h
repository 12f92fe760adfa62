// Types shared by all headers: references, errors, element types.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CT_BEGIN extern "C" {
#define CT_END }
#else
#define CT_BEGIN
#define CT_END
#endif

CT_BEGIN

/// A `c10::TensorImpl`. A function that returns one hands a new reference over, which `ct_tensor_release` ends;
/// it returns NULL when it failed and filled the error. Arguments are borrowed for the call.
typedef struct CTensor CTensor;
void ct_tensor_release(CTensor *tensor);

/// A `c10::GeneratorImpl`, owned likewise.
typedef struct CGenerator CGenerator;
void ct_generator_release(CGenerator *generator);

enum { CT_OK = 0, CT_ERROR_TORCH = 1, CT_ERROR_MEMORY = 2, CT_ERROR_OTHER = 3 };

/// Filled when a call fails; `message` is the caller's to free with `ct_error_free`.
typedef struct {
  int32_t code;
  char *message;
} CTorchError;
void ct_error_free(CTorchError *error);

/// Element types, numbered as `c10::ScalarType`.
typedef enum {
  CT_UINT8 = 0,
  CT_INT8 = 1,
  CT_INT16 = 2,
  CT_INT32 = 3,
  CT_INT64 = 4,
  CT_FLOAT16 = 5,
  CT_FLOAT32 = 6,
  CT_FLOAT64 = 7,
  CT_BOOL = 11,
  CT_BFLOAT16 = 15,
} CDType;

CT_END

