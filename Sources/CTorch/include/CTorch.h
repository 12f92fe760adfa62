// The whole of libtorch that Reverie uses, as plain C. Nothing above this module sees C++.
#pragma once

#include "ct_base.h"

#include "ct_autograd.h"
#include "ct_convolution.h"
#include "ct_distributed.h"
#include "ct_layers.h"
#include "ct_math.h"
#include "ct_pooling.h"
#include "ct_random.h"
#include "ct_system.h"
#include "ct_tensor.h"
#include "ct_winograd.h"
