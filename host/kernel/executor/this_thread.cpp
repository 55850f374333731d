#include "host/kernel/executor/this_thread.hpp"

namespace ach::host {
namespace {

thread_local ThisThread t_this_thread;

}  // namespace

[[gnu::noipa]] ThisThread& this_thread() noexcept { return t_this_thread; }

}  // namespace ach::host
