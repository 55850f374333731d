// achronyme/achronyme.hpp
//
// The C++ side of the SDK in one include: header only, over the C tables only. A plugin built with
// it depends on the C ABI and nothing else.
#pragma once

#include "achronyme/achronyme.h"
#include "achronyme/cpp/buffer.hpp"
#include "achronyme/cpp/bus.hpp"
#include "achronyme/cpp/call.hpp"
#include "achronyme/cpp/convert.hpp"
#include "achronyme/cpp/executor.hpp"
#include "achronyme/cpp/fiber.hpp"
#include "achronyme/cpp/guard.hpp"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/log.hpp"
#include "achronyme/cpp/native.hpp"
#include "achronyme/cpp/op.hpp"
#include "achronyme/cpp/plugin.hpp"
#include "achronyme/cpp/reactive.hpp"
#include "achronyme/cpp/ref.hpp"
#include "achronyme/cpp/resource.hpp"
#include "achronyme/cpp/result.hpp"
#include "achronyme/cpp/services.hpp"
#include "achronyme/cpp/strand.hpp"
#include "achronyme/cpp/suspend.hpp"
#include "achronyme/cpp/timer.hpp"
