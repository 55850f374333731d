# Language level, warnings, optimisation, sanitizers and linker for every target of ours.
#
# Warnings are errors. Everything is position independent and hidden by default, because almost all
# of it ends up in a loadable module whose only exported symbol is its entry point.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

set(ACH_SANITIZE "" CACHE STRING "Sanitizer: empty, address (with undefined) or thread")
option(ACH_FUZZ "Build the targets of tests/fuzz for libFuzzer; needs Clang" OFF)
set_property(CACHE ACH_SANITIZE PROPERTY STRINGS "" address thread)

# --- Optimisation
# Release: -O2; the interpreter asks for more in its own file if that pays. Sanitizers: -O1 and line
# tables keep a report readable at half the compile time, and asserts stay on.
foreach(lang C CXX)
  set(CMAKE_${lang}_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_${lang}_FLAGS_RELWITHDEBINFO "-O1 -g1 -fno-omit-frame-pointer")
endforeach()
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions($<$<COMPILE_LANGUAGE:CXX>:_GLIBCXX_ASSERTIONS>)
endif()

# --- Compiler cache and linker
find_program(ACH_CCACHE ccache)
if(ACH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${ACH_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ACH_CCACHE}")
endif()

find_program(ACH_MOLD mold)
if(ACH_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
# Only libraries that are really called get loaded at start.
add_link_options(-Wl,--as-needed)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,-O1 -Wl,--gc-sections)
endif()

# --- The C++ runtime
# Loading libstdc++.so and looking up its symbols is a quarter of what a short program takes. What
# every program needs therefore carries the parts of it that it calls: the executable, the machine,
# the builtins. libgcc stays shared, so that an exception that a plugin lets escape can be caught by the
# host. Not for modules that link a C++ library of the system or wait inside `catch`
# (host/kernel/executor/exception_state.hpp). A sanitizer has to see the shared one.
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LINK_OPTIONS -static-libstdc++)
check_cxx_source_compiles("#include <string>
int main(int count, char** words) { return std::string(words[0]).size() > 1 ? 0 : count; }"
  ACH_HAS_STATIC_RUNTIME)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
function(ach_own_runtime name)
  if(ACH_HAS_STATIC_RUNTIME AND NOT ACH_SANITIZE)
    target_link_options(${name} PRIVATE -static-libstdc++)
  endif()
endfunction()

# --- Warnings
add_library(ach_compiler INTERFACE)
target_compile_options(ach_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Werror
  -Wshadow -Wconversion -Wno-sign-conversion -Wcast-qual -Wformat=2 -Wundef
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Roots and scopes are lists of stack objects that their destructors unlink. The optimiser sees the
  # address of a local stored and does not see it taken back.
  target_compile_options(ach_compiler INTERFACE -Wno-dangling-pointer)
endif()
target_include_directories(ach_compiler INTERFACE "${PROJECT_SOURCE_DIR}")

# Lock ranks, barrier checks and heap verification follow this switch, not NDEBUG, so that a
# sanitizer build keeps them.
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR ACH_SANITIZE)
  target_compile_definitions(ach_compiler INTERFACE ACH_CHECKS=1)
else()
  target_compile_definitions(ach_compiler INTERFACE ACH_CHECKS=0)
endif()

# --- Sanitizers
if(ACH_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
  if(ACH_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
elseif(ACH_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
  # Asio fences around handlers although its queues are locked; TSan cannot model a fence.
  add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
elseif(ACH_SANITIZE)
  message(FATAL_ERROR "ACH_SANITIZE is '${ACH_SANITIZE}': use address, thread or nothing.")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # The warnings of one compiler are kept at nothing; what the other one sees is for reading.
  target_compile_options(ach_compiler INTERFACE -Wno-error)
elseif(ACH_SANITIZE)
  # Instrumented code makes GCC see uninitialised reads in the standard library.
  target_compile_options(ach_compiler INTERFACE -Wno-maybe-uninitialized)
endif()
