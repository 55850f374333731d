#include "plugins/async_io/io_error.hpp"

#include <cerrno>

namespace ach::async_io {

namespace {

struct Reason {
    int errno_value;
    std::string_view code, text;
};

constexpr Reason kReasons[] = {
    {ENOENT, "not_found", "no such file or directory"},
    {EACCES, "permission_denied", "the operating system denies it"},
    {EPERM, "permission_denied", "the operating system denies it"},
    {EEXIST, "already_exists", "it exists already"},
    {EISDIR, "is_directory", "it is a directory"},
    {ENOTDIR, "not_directory", "a part of the path is not a directory"},
    {ENOTEMPTY, "not_empty", "the directory is not empty"},
    {ENOSPC, "no_space", "no space left on the device"},
    {EDQUOT, "no_space", "the disk quota is used up"},
    {EROFS, "read_only", "the file system is read-only"},
    {EFBIG, "too_large", "the file is too large"},
    {EBUSY, "busy", "it is in use"},
    {ETXTBSY, "busy", "it is in use"},
    {ENAMETOOLONG, "other", "the path is too long"},
    {ENXIO, "other", "nobody is at its other end"},
    {EPIPE, "other", "nobody is at its other end"},
    {EXDEV, "other", "the two paths are on different file systems; copy and delete instead"},
    {ELOOP, "other", "too many symbolic links"},
    {EMFILE, "other", "too many open files"},
    {ENFILE, "other", "too many open files"},
    {EIO, "other", "the device reported an error"},
};

}  // namespace

void Deed::fail(std::string_view code, std::string_view reason) const {
    IoError error;
    error.code = code;
    error.path = path;
    error.message = "Failed to ";
    error.message.append(action).append(" '").append(path);
    if (!to.empty()) error.message.append("' to '").append(to);
    error.message.append("': ").append(reason);
    throw error;
}

void Deed::fail(int errno_value) const {
    for (const Reason& reason : kReasons) {
        if (reason.errno_value == errno_value) fail(reason.code, reason.text);
    }
    fail("other", "system error " + std::to_string(errno_value));
}

}  // namespace ach::async_io
