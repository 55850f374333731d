/* achronyme/achronyme.h
 *
 * All tables of the ABI in one include.
 */
#ifndef ACHRONYME_ACHRONYME_H
#define ACHRONYME_ACHRONYME_H

#include "achronyme/abi/base.h"
#include "achronyme/abi/buffer.h"
#include "achronyme/abi/bus.h"
#include "achronyme/abi/catalog.h"
#include "achronyme/abi/command.h"
#include "achronyme/abi/config.h"
#include "achronyme/abi/context.h"
#include "achronyme/abi/executor.h"
#include "achronyme/abi/fiber.h"
#include "achronyme/abi/line_editor.h"
#include "achronyme/abi/log.h"
#include "achronyme/abi/main_thread.h"
#include "achronyme/abi/native.h"
#include "achronyme/abi/op.h"
#include "achronyme/abi/permission.h"
#include "achronyme/abi/reactive.h"
#include "achronyme/abi/resource.h"
#include "achronyme/abi/service.h"
#include "achronyme/abi/strand.h"
#include "achronyme/abi/thread.h"
#include "achronyme/abi/timer.h"
#include "achronyme/abi/ui.h"
#include "achronyme/abi/value.h"
#include "achronyme/abi/vm.h"

#endif
