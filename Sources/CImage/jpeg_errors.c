#include "jpeg_errors.h"

static void keep_reason(j_common_ptr codec) {
  JPEGErrors *errors = (JPEGErrors *)codec->err;
  errors->manager.format_message(codec, errors->reason);
}

static void leave(j_common_ptr codec) {
  keep_reason(codec);
  longjmp(((JPEGErrors *)codec->err)->escape, 1);
}

// Level −1 is a warning about damaged data, levels from 0 on are traces.
static void emit(j_common_ptr codec, int level) {
  if (level >= 0) return;
  if (codec->err->num_warnings == 0) keep_reason(codec);
  codec->err->num_warnings++;
}

static void stay_silent(j_common_ptr codec) { (void)codec; }

struct jpeg_error_mgr *jpeg_errors_install(JPEGErrors *errors) {
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = leave;
  errors->manager.emit_message = emit;
  errors->manager.output_message = stay_silent;
  errors->reason[0] = '\0';
  return &errors->manager;
}
