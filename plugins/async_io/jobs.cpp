#include "plugins/async_io/jobs.hpp"

#include <sys/stat.h>

#include <utility>

namespace ach::async_io {

namespace {

// The path whose grant decides. Deleting or renaming a link changes the folder in which it lies,
// not what it leads to.
std::string decisive_path(const Access& access) {
    if (access.follows_link) return access.path;
    const std::string entry = access.path.substr(0, access.path.find_last_not_of('/') + 1);
    struct stat about {};
    if (::lstat(entry.c_str(), &about) != 0 || !S_ISLNK(about.st_mode)) return access.path;
    const auto slash = entry.rfind('/');
    return slash == entry.npos ? "." : entry.substr(0, slash + 1);
}

}  // namespace

Jobs::Jobs(const Host& host)
    : permissions_(host), executors_(host), order_([this](std::function<void()> work) {
          return executors_.post_blocking(false, std::move(work)) == ACH_OK;
      }) {}

void Jobs::submit(Job job, Op op, std::shared_ptr<Reply> reply) {
    PathOrder::Work work;
    for (const Access& access : job.accesses) work.paths.push_back(path_key(access.path));
    work.changes = job.changes;
    work.run = [this, op, reply, job = std::move(job)] { perform(job, op, *reply); };
    work.refuse = [op] { op.complete(ACH_E_NOMEM); };
    if (!order_.submit(std::move(work))) op.complete(ACH_E_CANCELLED);
}

std::optional<IoError> Jobs::refusal(const Job& job) const {
    for (const Access& access : job.accesses) {
        const Result<void> granted = permissions_.check(access.what, decisive_path(access));
        if (granted) continue;
        IoError error;
        error.kind = "PermissionError";
        error.message = granted.error().message;
        return error;
    }
    return std::nullopt;
}

void Jobs::perform(const Job& job, Op op, Reply& reply) const {
    const IsAbandoned is_abandoned = [this, op] { return is_closing_ || op.is_over(); };
    if (!job.changes && is_abandoned()) {
        op.complete(ACH_E_CANCELLED);
        return;
    }
    try {
        if (auto refused = refusal(job)) {
            reply = std::move(*refused);
        } else {
            reply = job.work(is_abandoned);
        }
        op.complete(ACH_OK);
    } catch (IoError& error) {
        reply = std::move(error);
        op.complete(ACH_OK);
    } catch (const Abandoned&) {
        op.complete(ACH_E_CANCELLED);
    } catch (const std::bad_alloc&) {
        op.complete(ACH_E_NOMEM);
    } catch (const std::exception& unexpected) {
        IoError error;
        error.code = "other";
        error.message = unexpected.what();
        reply = std::move(error);
        op.complete(ACH_OK);
    }
}

Outcome begin(Call& call, Jobs& jobs, Job job) {
    struct State {
        Jobs* jobs;
        Job job;
        std::shared_ptr<Reply> reply;
    };
    return future(
        call, State{&jobs, std::move(job), std::make_shared<Reply>()},
        [](State& state, Op op) { state.jobs->submit(std::move(state.job), op, state.reply); },
        [](Call& resumed, State& state, const Ended& end) -> Outcome {
            if (end.status == ACH_E_NOMEM) {
                return resumed.raise("OutOfMemory", describe(end.status));
            }
            if (end.status != ACH_OK) return give_reply(resumed, Dropped{});
            return give_reply(resumed, *state.reply);
        },
        NoCancel{}, 0, ACH_OP_OUTSIDE);
}

}  // namespace ach::async_io
