// What is done with files and folders as a whole. Everything may block.
//
// Links are followed where content is meant (exists, info_of, copy_file) and never where the entry
// itself is meant (delete_file, rename_file, remove_dir) or below a folder that is walked through.
#pragma once

#include "plugins/async_io/abandoned.hpp"
#include "plugins/async_io/io_error.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ach::async_io {

struct FileInfo {
    std::uint64_t size = 0;
    bool is_file = false;
    bool is_dir = false;
    double modified_ms = 0;  // since 1970
    bool readonly = false;   // nobody has permission to write
};

struct Entry {
    std::string name;  // below the listed folder, with / between its parts
    bool is_dir = false;
    std::uint64_t size = 0;
};

// Whether a file or directory is there; false when that cannot be found out.
bool exists(const std::string& path);

FileInfo info_of(const Deed& deed);

void delete_file(const Deed& deed);

// Replaces the content of a file `deed.to`.
void copy_file(const Deed& deed, const IsAbandoned& is_abandoned);
void rename_file(const Deed& deed);

// Without . and .., sorted by code point. `with_details` fills in more than the name.
std::vector<Entry> list_dir(const Deed& deed, bool is_recursive, bool with_details,
                            const IsAbandoned& is_abandoned);

// Creates a folder and its parents. False when it was there.
bool make_dir(const Deed& deed);
void remove_dir(const Deed& deed, bool is_recursive);

// The folder in which temporary ones are made.
std::string temporary_root();
// A new folder in there, for this user alone.
std::string make_temporary_dir();

}  // namespace ach::async_io
