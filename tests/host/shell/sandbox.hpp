// A folder of its own for each test, and files to put into it that look like plugins.
#pragma once

#include "host/shell/files.hpp"

#include <gtest/gtest.h>

#include <elf.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace ach::host {

class Sandbox {
public:
    Sandbox() {
        std::string pattern = std::filesystem::temp_directory_path() / "ach_test_XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~Sandbox() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

    std::string write(const std::string& name, const std::string& content) const {
        const std::string path = file(name);
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        EXPECT_TRUE(replace_file(path, content));
        return path;
    }

    std::string folder(const std::string& name) const {
        std::filesystem::create_directories(file(name));
        return file(name);
    }

    // A manifest and an ELF file that carries it and can do nothing.
    void write_plugin(const std::string& stem, const std::string& manifest) const {
        write(stem + ".manifest.json", manifest);
        write(stem + ".so", module_with(manifest));
    }

    static std::string module_with(const std::string& manifest) {
        const std::string names = std::string("\0.shstrtab\0ach.manifest\0", 24);
        Elf64_Ehdr header{};
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_shentsize = sizeof(Elf64_Shdr);
        header.e_shnum = 3;
        header.e_shstrndx = 1;
        header.e_shoff = sizeof header;
        Elf64_Shdr sections[3]{};
        sections[1].sh_name = 1;
        sections[1].sh_offset = sizeof header + sizeof sections;
        sections[1].sh_size = names.size();
        sections[2].sh_name = 11;
        sections[2].sh_offset = sections[1].sh_offset + names.size();
        sections[2].sh_size = manifest.size();
        std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
        bytes.append(reinterpret_cast<const char*>(sections), sizeof sections);
        return bytes + names + manifest;
    }

private:
    std::string path_;
};

// The smallest manifest of plugin `id`; `more` is put behind it, such as R"("requires": ["a/1"])".
inline std::string manifest_of(const std::string& id, const std::string& more = {}) {
    return R"({"manifest": 1, "id": ")" + id + R"(", "version": "1.0.0", "abi": {"major": 1})" +
           (more.empty() ? "" : ", " + more) + "}";
}

}  // namespace ach::host
