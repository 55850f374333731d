// Every crash happens in a child process: the guard's job is to end it well.
#include "host/shell/crash_guard.hpp"

#include "host/shell/index_builder.hpp"
#include "tests/host/shell/sandbox.hpp"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace ach::host {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class CrashGuardTest : public testing::Test {
protected:
    void SetUp() override {
        sandbox_.write_plugin("p/a", manifest_of("a"));
        sandbox_.write_plugin("p/b", manifest_of("b"));
    }

    PluginIndex index() {
        const std::vector<std::string> folders{sandbox_.file("p")};
        return build_index(folders);
    }

    std::map<std::string, std::string, std::less<>> quarantined() {
        return CrashGuard(state_).quarantined(index());
    }

    static CrashGuard::Subject subject(const PluginIndex& index, const char* id) {
        const index::Plugin& plugin = index.plugins()[index.find(id)];
        return {index.text(plugin.id), index.text(plugin.library), plugin.library_stamp};
    }

    // Runs `body` in a child whose standard error is caught; answers its wait status.
    template <class Body>
    int in_child(Body body) {
        const std::string file = sandbox_.file("stderr");
        const pid_t child = ::fork();
        if (child == 0) {
            if (std::freopen(file.c_str(), "w", stderr) == nullptr) ::_exit(99);
            const PluginIndex at_work = index();
            CrashGuard guard(state_);
            body(guard, at_work);
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        said_ = read_file(file).value_or("");
        return status;
    }

    static void start_well(CrashGuard& guard, const PluginIndex& index, const char* id) {
        CrashGuard::Stage stage(guard, subject(index, id), "mapped");
        stage.advance("started");
        stage.prove();
    }

    Sandbox sandbox_;
    std::string state_ = sandbox_.file("state");
    std::string said_;
};

TEST_F(CrashGuardTest, NamesThePluginExits70AndLeavesItOutNextTime) {
    const int status = in_child([](CrashGuard& guard, const PluginIndex& index) {
        CrashGuard::Stage stage(guard, subject(index, "a"), "mapped");
        stage.advance("started");
        ::raise(SIGSEGV);
    });
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 70);
    EXPECT_THAT(said_, HasSubstr("plugin 'a' (" + sandbox_.file("p/a.so") +
                                 ") crashed while it was being started: SIGSEGV"));
    EXPECT_THAT(said_, HasSubstr("`achronyme plugins retry a`"));
    const auto out = quarantined();
    ASSERT_EQ(out.size(), 1u);
    EXPECT_THAT(out.at("a"), HasSubstr("crashed with SIGSEGV"));
    EXPECT_THAT(out.at("a"), HasSubstr("`achronyme plugins retry a`"));
    EXPECT_TRUE(CrashGuard(state_).forgive("a"));
    EXPECT_FALSE(CrashGuard(state_).forgive("a"));
    EXPECT_THAT(quarantined(), IsEmpty());
}

TEST_F(CrashGuardTest, LeavesANoteEvenWhenNoHandlerCanRun) {
    const int status = in_child([](CrashGuard& guard, const PluginIndex& index) {
        CrashGuard::Stage stage(guard, subject(index, "a"), "mapped");
        ::raise(SIGKILL);
    });
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_THAT(quarantined().at("a"), HasSubstr("the process ended while it was being loaded"));
}

TEST_F(CrashGuardTest, AFileThatStartedOnceIsTrustedToTheHandler) {
    in_child([](CrashGuard& guard, const PluginIndex& index) { start_well(guard, index, "a"); });
    EXPECT_THAT(quarantined(), IsEmpty());
    in_child([](CrashGuard& guard, const PluginIndex& index) {
        CrashGuard::Stage stage(guard, subject(index, "a"), "mapped");
        ::raise(SIGKILL);
    });
    EXPECT_THAT(quarantined(), IsEmpty());
    in_child([](CrashGuard& guard, const PluginIndex& index) {
        CrashGuard::Stage stage(guard, subject(index, "a"), "mapped");
        std::abort();
    });
    EXPECT_THAT(quarantined().at("a"), HasSubstr("SIGABRT"));
}

TEST_F(CrashGuardTest, BlamesTheInnermostOnly) {
    for (const int signal : {SIGABRT, SIGKILL}) {
        in_child([signal](CrashGuard& guard, const PluginIndex& index) {
            CrashGuard::Stage outer(guard, subject(index, "a"), "started");
            CrashGuard::Stage inner(guard, subject(index, "b"), "mapped");
            ::raise(signal);
        });
        const auto out = quarantined();
        EXPECT_EQ(out.size(), 1u);
        EXPECT_EQ(out.count("b"), 1u);
        CrashGuard(state_).forgive("a");
        CrashGuard(state_).forgive("b");
    }
}

TEST_F(CrashGuardTest, ARebuiltFileIsTriedAgain) {
    in_child([](CrashGuard& guard, const PluginIndex& index) {
        CrashGuard::Stage stage(guard, subject(index, "a"), "mapped");
        ::raise(SIGILL);
    });
    EXPECT_EQ(quarantined().size(), 1u);
    sandbox_.write_plugin("p/a", manifest_of("a", R"("license": "MIT")"));
    EXPECT_THAT(quarantined(), IsEmpty());
}

TEST_F(CrashGuardTest, AProcessThatIsStartingItRightNowIsNoCrash) {
    const PluginIndex at_work = index();
    CrashGuard guard(state_);
    const CrashGuard::Stage stage(guard, subject(at_work, "a"), "mapped");
    EXPECT_THAT(quarantined(), IsEmpty());
}

TEST_F(CrashGuardTest, ACrashOutsideAnyStageIsNotItsBusiness) {
    const int status = in_child([](CrashGuard& guard, const PluginIndex& index) {
        start_well(guard, index, "a");
        std::signal(SIGABRT, SIG_DFL);
        ::kill(::getpid(), SIGBUS);
    });
    // Sanitizers take the signal over and end the process their own way.
    EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 70);
    EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_THAT(quarantined(), IsEmpty());
}

TEST_F(CrashGuardTest, WorksWithoutAStateFolder) {
    state_.clear();
    const int status = in_child([](CrashGuard& guard, const PluginIndex& index) {
        CrashGuard::Stage stage(guard, subject(index, "a"), "created");
        ::raise(SIGFPE);
    });
    EXPECT_EQ(WEXITSTATUS(status), 70);
    EXPECT_THAT(quarantined(), IsEmpty());
}

}  // namespace
}  // namespace ach::host
