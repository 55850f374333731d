#include "host/shell/interrupts.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>

namespace ach::host {

// What a signal handler can reach. Only async-signal-safe calls in handle().
struct InterruptHandler {
    static constexpr int kNotYet = -1;

    static std::atomic<Interrupts*> active;
    static std::atomic<int> asked;    // with which exit status, or kNotYet
    static std::atomic<int> pipe_in;  // -1 while nobody watches
    static std::atomic<bool> nobody_reads;
    static std::mutex mutex;  // starting the watcher

    static void handle(int number) {
        const int saved = errno;
        const bool is_request = number != SIGPIPE;
        if (!is_request) nobody_reads.store(true);
        const int status = is_request ? 128 + number : 0;
        int none = kNotYet;
        if (!asked.compare_exchange_strong(none, status)) {
            if (is_request) ::_exit(status);
            return;
        }
        Interrupts* interrupts = active.load();
        const int fd = pipe_in.load();
        if (fd >= 0) {
            [[maybe_unused]] const ssize_t put = ::write(fd, "!", 1);
        } else if (interrupts != nullptr) {
            interrupts->main_thread_.post(interrupts->host_, &interrupts->item_);
        }
        errno = saved;
    }

    static void start_watching() {
        const std::lock_guard lock(mutex);
        Interrupts* interrupts = active.load();
        int ends[2];
        if (interrupts == nullptr || pipe_in.load() >= 0 || ::pipe2(ends, O_CLOEXEC) != 0) return;
        interrupts->watcher_ = std::thread([interrupts, from = ends[0]] {
            for (;;) {
                char byte = 0;
                const ssize_t got = ::read(from, &byte, 1);
                if (got < 0 && errno == EINTR) continue;
                if (got <= 0) break;
                interrupts->main_thread_.post(interrupts->host_, &interrupts->item_);
            }
            ::close(from);
        });
        pipe_in.store(ends[1]);
    }

    static void stop_watching(Interrupts& interrupts) {
        const std::lock_guard lock(mutex);
        const int fd = pipe_in.exchange(-1);
        if (fd < 0) return;
        ::close(fd);
        interrupts.watcher_.join();
    }
};

std::atomic<Interrupts*> InterruptHandler::active{nullptr};
std::atomic<int> InterruptHandler::asked{kNotYet};
std::atomic<int> InterruptHandler::pipe_in{-1};
std::atomic<bool> InterruptHandler::nobody_reads{false};
std::mutex InterruptHandler::mutex;

Interrupts::Interrupts(const ach_host_t* host, const ach_main_thread_t& main_thread,
                       std::function<bool(int status)> on_request)
    : host_(host), main_thread_(main_thread), on_request_(std::move(on_request)) {
    item_.run = deliver;
    item_.user = this;
    InterruptHandler::active.store(this);
    struct sigaction action {};
    action.sa_handler = InterruptHandler::handle;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGPIPE, &action, nullptr);
}

Interrupts::~Interrupts() {
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    ::signal(SIGPIPE, SIG_IGN);
    InterruptHandler::active.store(nullptr);
    InterruptHandler::stop_watching(*this);
}

bool Interrupts::has_lost_its_reader() { return InterruptHandler::nobody_reads.load(); }

void Interrupts::expect_loan() { InterruptHandler::start_watching(); }

void ACH_CALL Interrupts::deliver(ach_main_item* item) noexcept {
    const bool is_to_end =
        static_cast<Interrupts*>(item->user)->on_request_(InterruptHandler::asked.load());
    if (!is_to_end) InterruptHandler::asked.store(InterruptHandler::kNotYet);
}

}  // namespace ach::host
