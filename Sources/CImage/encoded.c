#include <stdlib.h>

#include "CImage.h"

void cimage_encoded_free(CImageEncoded encoded) {
  free(encoded.bytes);
  free(encoded.reason);
}
