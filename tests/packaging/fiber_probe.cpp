// Fibers on two threads that add to one number, with a lock or without. The stacks are deep enough
// and switch often enough that a build which does not announce its switches to ThreadSanitizer
// reports nonsense about the locked program.
#include <boost/fiber/all.hpp>
#include <mutex>
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

void work(Shared& shared, bool locked) {
    for (int round = 0; round < kRounds; ++round) {
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
