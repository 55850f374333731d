// Fibers on two threads that add to one number, with a lock or without, and throw. The stacks are
// deep enough and switch often enough that a build which does not announce its switches reports
// nonsense about the locked program: ThreadSanitizer about the number, AddressSanitizer about the
// stack under the frames that an exception has left.
#include <array>
#include <boost/fiber/all.hpp>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr int kFibers = 16;
constexpr int kRounds = 200;

struct Shared {
    std::mutex lock;
    boost::fibers::mutex fiber_lock;
    long guarded_by_lock = 0;
    long guarded_by_fiber_lock = 0;
    long racy = 0;
};

// Leaves frames with arrays behind.
[[noreturn]] void fail_below(int depth) {
    volatile char local[48] = {};
    local[depth] = 1;
    if (depth == 0 || local[depth] == 0) throw depth;
    fail_below(depth - 1);
}

// Uses the stack on which those frames were.
int use_stack(int value) {
    std::array<char, 4096> local;
    local.fill(static_cast<char>(value));
    return std::accumulate(local.begin(), local.end(), 0);
}

void work(Shared& shared, bool locked) {
    for (int round = 0; round < kRounds; ++round) {
        try {
            fail_below(16);
        } catch (int) {
            if (use_stack(1) != 4096) std::abort();
        }
        std::vector<int> local(8, round);
        {
            std::lock_guard hold(shared.lock);
            shared.guarded_by_lock += local[0];
        }
        boost::this_fiber::yield();
        {
            std::lock_guard hold(shared.fiber_lock);
            shared.guarded_by_fiber_lock += local[1];
            boost::this_fiber::yield();
        }
        if (!locked) shared.racy += local[2];
    }
}

void run_fibers(Shared& shared, bool locked) {
    std::vector<boost::fibers::fiber> fibers;
    for (int i = 0; i < kFibers; ++i) fibers.emplace_back(work, std::ref(shared), locked);
    for (boost::fibers::fiber& fiber : fibers) fiber.join();
}

}  // namespace

int main(int argc, char** argv) {
    const bool locked = argc == 2 && std::string_view(argv[1]) == "locked";
    Shared shared;
    std::thread other(run_fibers, std::ref(shared), locked);
    run_fibers(shared, locked);
    other.join();
    const long expected = 2L * kFibers * kRounds * (kRounds - 1) / 2;
    return shared.guarded_by_lock == expected && shared.guarded_by_fiber_lock == expected ? 0 : 1;
}
