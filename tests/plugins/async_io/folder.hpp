// A folder of its own for each test, and what fails in it.
#pragma once

#include "plugins/async_io/abandoned.hpp"
#include "plugins/async_io/io_error.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace ach::async_io {

inline bool never() { return false; }

class FolderTest : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "files_XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string path(std::string_view name) const { return (folder_ / name).string(); }
    std::string content(std::string_view name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void put(std::string_view name, std::string_view bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }
    auto count() const { return std::distance(std::filesystem::directory_iterator(folder_), {}); }

    std::filesystem::path folder_;
};

// The error that `body` ends with; one with the code "(none)" when it does not.
template <class Body>
IoError error_of(Body&& body) {
    try {
        body();
    } catch (const IoError& error) {
        return error;
    }
    IoError none;
    none.code = "(none)";
    return none;
}

}  // namespace ach::async_io
