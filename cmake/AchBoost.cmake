# Boost.Context and Boost.Fiber: Debian's static libraries, or under a sanitizer our own build.
#
# Static, because each library that the dynamic linker has to find and bind costs `hello world` some
# 70 us, and because a plugin then cannot reach the host's scheduler by accident.
#
# A sanitizer must be told about every stack switch, which Boost does only when it and everything that
# includes it are compiled with BOOST_USE_TSAN or BOOST_USE_ASAN, and BOOST_USE_UCONTEXT. Without it
# ASan takes a fiber's stack for a thread's as soon as an exception is thrown there. Boost.Fiber's
# reference counts use stand-alone fences, which TSan does not understand;
# tools/sanitizers/boost_source.sh fetches the source and patches copies of the headers concerned.
# Details and measurements: docs/decisions/0002-boost-under-sanitizers.md.

if(NOT ACH_SANITIZE)
  set(Boost_USE_STATIC_LIBS ON)
  find_package(Boost 1.81 REQUIRED COMPONENTS context fiber)
  unset(Boost_USE_STATIC_LIBS)
  return()
endif()

find_package(Boost 1.81 REQUIRED)
set(ACH_BOOST_SOURCE "" CACHE PATH "Patched Boost.Context and Boost.Fiber; fetched when empty")
set(boost_source "${ACH_BOOST_SOURCE}")
if(NOT boost_source)
  execute_process(COMMAND "${PROJECT_SOURCE_DIR}/tools/sanitizers/boost_source.sh"
    OUTPUT_VARIABLE boost_source OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
# A copy, so that the build folder stays whole when somebody empties the cache.
file(COPY "${boost_source}/" DESTINATION "${PROJECT_BINARY_DIR}/boost")
set(boost_source "${PROJECT_BINARY_DIR}/boost")

# For everything of the build, so that no translation unit disagrees about the layout of a context.
include_directories(BEFORE SYSTEM "${boost_source}/include")
if(ACH_SANITIZE STREQUAL "thread")
  add_compile_definitions(BOOST_USE_TSAN BOOST_USE_UCONTEXT)
else()
  add_compile_definitions(BOOST_USE_ASAN BOOST_USE_UCONTEXT swapcontext=ach_swapcontext)
endif()

file(GLOB context_sources "${boost_source}/context/*.cpp")
file(GLOB fiber_sources "${boost_source}/fiber/*.cpp")
add_library(ach_boost_context STATIC ${context_sources})
add_library(ach_boost_fiber STATIC ${fiber_sources})
if(ACH_SANITIZE STREQUAL "address")
  target_sources(ach_boost_context PRIVATE "${PROJECT_SOURCE_DIR}/tools/sanitizers/swapcontext.cpp")
endif()
target_compile_definitions(ach_boost_context PRIVATE BOOST_CONTEXT_SOURCE)
target_compile_definitions(ach_boost_fiber PRIVATE BOOST_FIBERS_SOURCE)
target_compile_options(ach_boost_context PRIVATE -w)
target_compile_options(ach_boost_fiber PRIVATE -w)
target_link_libraries(ach_boost_context PUBLIC Boost::headers)
target_link_libraries(ach_boost_fiber PUBLIC ach_boost_context)
add_library(Boost::context ALIAS ach_boost_context)
add_library(Boost::fiber ALIAS ach_boost_fiber)
