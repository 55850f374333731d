// How a file operation gets from a native to a thread that may block, and its reply back.
//
//     native (strand)            checks arguments, makes a Future, submits the Job
//     line of its paths          waits for its turn (path_order.hpp)
//     blocking pool of the host  asks for permission, works, keeps the reply, completes the
//     operation strand again               makes the reply into a value
//
// A job that changes files is begun by its call: it is finished whether or not somebody still
// waits, and the program's end waits for it. One that only looks is dropped when nobody waits any
// more.
#pragma once

#include "plugins/async_io/path_order.hpp"
#include "plugins/async_io/reply.hpp"

#include <achronyme/cpp/executor.hpp>
#include <achronyme/cpp/services.hpp>
#include <achronyme/cpp/suspend.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ach::async_io {

// What a job will touch.
struct Access {
    std::int32_t what;  // ACH_PERM_…
    std::string path;
    // False: the entry itself is meant. If it is a link, what counts is where the link lies.
    bool follows_link = true;
};

struct Job {
    std::vector<Access> accesses;
    bool changes = false;
    std::function<Reply(const IsAbandoned&)> work;  // may throw IoError and Abandoned
};

class Jobs {
public:
    // [loader]
    explicit Jobs(const Host& host);

    // [any] Works on `job` in its turn, leaves the reply in `*reply`, and ends `op`.
    void submit(Job job, Op op, std::shared_ptr<Reply> reply);

    // [loader] Takes no more jobs, waits for those that change files, however long that takes, and
    // calls `ended` when the others have noticed, too.
    void close(std::function<void()> ended) {
        is_closing_ = true;
        order_.close(std::move(ended));
    }

private:
    void perform(const Job& job, Op op, Reply& reply) const;
    std::optional<IoError> refusal(const Job& job) const;

    Permissions permissions_;
    Executors executors_;
    std::atomic<bool> is_closing_ = false;
    PathOrder order_;
};

// The Future of a job.
Outcome begin(Call& call, Jobs& jobs, Job job);

}  // namespace ach::async_io
