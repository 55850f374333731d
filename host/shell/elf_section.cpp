#include "host/shell/elf_section.hpp"

#include "host/shell/files.hpp"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace ach::host {
namespace {

constexpr std::uint64_t kLargestTable = 16u << 20;  // beyond this the header lies

class ElfFile {
public:
    explicit ElfFile(const std::string& path) : fd_(open_for_reading(path)) {}

    bool is_open() const { return fd_.get() >= 0; }

    bool read(std::uint64_t at, void* out, std::size_t size) const {
        auto* bytes = static_cast<char*>(out);
        while (size > 0) {
            const ssize_t got = ::pread(fd_.get(), bytes, size, static_cast<off_t>(at));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return false;
            bytes += got;
            at += static_cast<std::uint64_t>(got);
            size -= static_cast<std::size_t>(got);
        }
        return true;
    }

    bool read_text(std::uint64_t at, std::uint64_t size, std::string& out) const {
        if (size > kLargestTable) return false;
        out.resize(size);
        return read(at, out.data(), out.size());
    }

private:
    Fd fd_;
};

bool is_ours(const Elf64_Ehdr& header) {
    return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
           header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
           header.e_shentsize == sizeof(Elf64_Shdr);
}

}  // namespace

Result<std::string> read_elf_section(const std::string& path, std::string_view wanted) {
    const ElfFile file(path);
    if (!file.is_open()) return Problem{path + ": cannot be read: " + std::strerror(errno)};
    const Problem damaged{path + ": not a loadable module for this machine, or damaged"};
    Elf64_Ehdr header;
    if (!file.read(0, &header, sizeof header) || !is_ours(header)) return damaged;
    std::vector<Elf64_Shdr> sections(header.e_shnum);
    if (!file.read(header.e_shoff, sections.data(), sections.size() * sizeof(Elf64_Shdr)) ||
        header.e_shstrndx >= sections.size()) {
        return damaged;
    }
    std::string names;
    const Elf64_Shdr& table = sections[header.e_shstrndx];
    if (!file.read_text(table.sh_offset, table.sh_size, names)) return damaged;
    for (const Elf64_Shdr& section : sections) {
        if (section.sh_name >= names.size() || names.c_str() + section.sh_name != wanted) continue;
        std::string content;
        if (!file.read_text(section.sh_offset, section.sh_size, content)) return damaged;
        return content;
    }
    return Problem{path + ": has no section '" + std::string(wanted) + "'", ACH_E_ABSENT};
}

}  // namespace ach::host
