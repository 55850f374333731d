// Hands files to a fuzz target, and folders of them.
#include "tests/fuzz/fuzz.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;

std::size_t replay(const fs::path& path) {
    std::size_t count = 0;
    if (fs::is_directory(path)) {
        for (const auto& entry : fs::directory_iterator(path)) count += replay(entry.path());
        return count;
    }
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        if (!fs::exists(argv[i])) {
            std::fprintf(stderr, "there is no '%s'\n", argv[i]);
            return 2;
        }
        count += replay(argv[i]);
    }
    std::printf("%zu inputs\n", count);
    return count == 0 ? 1 : 0;
}
