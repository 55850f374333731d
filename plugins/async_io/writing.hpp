// Files, written with plain blocking calls on a thread that may block.
//
// Success means that the operating system has taken every byte. When there is no room for a longer
// content, replacing fails and the old content is what it was: what goes beyond it is written
// first. A file that a failed call has created does not stay behind.
#pragma once

#include "plugins/async_io/abandoned.hpp"
#include "plugins/async_io/descriptor.hpp"
#include "plugins/async_io/io_error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ach::async_io {

enum class WriteMode { Replace, ReplaceAtomically };

// Creates or replaces `deed.path`. ReplaceAtomically writes a temporary file beside it, makes it
// durable and renames it, so that a reader sees the old content or the new, never a part.
void write_file(const Deed& deed, std::string_view bytes, WriteMode mode,
                const IsAbandoned& is_abandoned);

// Adds to the end of `deed.path`, which is created when it is missing.
void append_file(const Deed& deed, std::string_view bytes, const IsAbandoned& is_abandoned);

// The content of a file, replaced in place piece by piece.
class Replacement {
public:
    // A new file gets `mode`, less the umask.
    Replacement(const Deed& deed, const std::string& path, mode_t mode);
    ~Replacement();
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;

    // How much content there is to replace; 0 for what is no regular file.
    std::size_t old_size() const { return old_size_; }

    // Puts bytes at a place of the new content. Places from old_size() on come first; what fails
    // there is undone. Pipes and devices take bytes in order.
    void put(std::size_t at, std::string_view bytes, const IsAbandoned& is_abandoned);

    // The new content has `size` bytes.
    void finish(std::size_t size);

private:
    void open(mode_t mode);

    const Deed& deed_;
    const std::string path_;
    Descriptor file_;
    std::size_t old_size_ = 0;
    bool is_regular_ = false;
    bool is_new_ = false;
    bool is_done_ = false;
    bool keeps_old_ = true;  // nothing of the old content has been overwritten
};

}  // namespace ach::async_io
