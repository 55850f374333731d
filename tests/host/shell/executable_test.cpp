// The executable as a user meets it: each test runs it as a process of its own, with its own home.
#include "tests/host/shell/sandbox.hpp"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

namespace ach::host {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Ended {
    int status = -1;  // exit status, or 1000 + the signal that ended it
    std::string out;
    std::string err;
};

// A running achronyme whose output is caught.
class Process {
public:
    Process(const Sandbox& sandbox, std::vector<std::string> words) : sandbox_(sandbox) {
        words.insert(words.begin(), ACH_EXECUTABLE);
        int ends[2];
        EXPECT_EQ(::pipe(ends), 0);
        child_ = ::fork();
        if (child_ == 0) become(words, ends[1]);
        ::close(ends[1]);
        out_ = Fd(ends[0]);
    }

    // Reads output until `word` has come.
    void expect(const std::string& word) {
        while (said_.find(word) == said_.npos && read_some()) {
        }
        EXPECT_THAT(said_, HasSubstr(word));
    }

    void signal(int number) const { ::kill(child_, number); }

    Ended wait() {
        while (read_some()) {
        }
        int status = 0;
        ::waitpid(child_, &status, 0);
        const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
        return {code, said_, read_file(sandbox_.file("stderr")).value_or("")};
    }

private:
    [[noreturn]] void become(const std::vector<std::string>& words, int out) const {
        const int err = ::open(sandbox_.file("stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(out, 1);
        ::dup2(err, 2);
        for (const char* name :
             {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"}) {
            ::setenv(name, sandbox_.file("home").c_str(), 1);
        }
        if (::chdir(sandbox_.path().c_str()) != 0) ::_exit(99);
        std::vector<char*> argv;
        for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
        argv.push_back(nullptr);
        ::execv(argv[0], argv.data());
        ::_exit(98);
    }

    bool read_some() {
        char buffer[4096];
        const ssize_t got = ::read(out_.get(), buffer, sizeof buffer);
        if (got <= 0) return false;
        said_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }

    const Sandbox& sandbox_;
    pid_t child_ = 0;
    Fd out_;
    std::string said_;
};

class ExecutableTest : public testing::Test {
protected:
    // With the hostile plugins in sight.
    Ended run(std::vector<std::string> words) {
        return Process(sandbox_, with_folder(std::move(words))).wait();
    }

    static std::vector<std::string> with_folder(std::vector<std::string> words) {
        words.insert(words.begin(), {"--plugins", ACH_HOSTILE_PLUGINS});
        return words;
    }

    void copy_plugin(const std::string& kind, const std::string& to) {
        const std::string from = std::string(ACH_HOSTILE_PLUGINS) + "/hostile_" + kind;
        std::filesystem::create_directories(sandbox_.file("own"));
        for (const char* ending : {".so", ".manifest.json"}) {
            std::filesystem::copy_file(from + ending, sandbox_.file("own/" + to + ending));
        }
    }

    Sandbox sandbox_;
};

TEST_F(ExecutableTest, RunsASubcommandAndGivesItsStatus) {
    EXPECT_EQ(run({"polite", "exit", "0"}).status, 0);
    EXPECT_EQ(run({"polite", "exit", "42"}).status, 42);
    EXPECT_EQ(run({"polite", "exit", "42"}).err, "");
}

TEST_F(ExecutableTest, SaysWhatItOffers) {
    const Ended help = run({"--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_THAT(help.out, HasSubstr("polite"));
    EXPECT_THAT(help.out, HasSubstr("--config FILE"));
    EXPECT_EQ(run({}).status, 2);
    EXPECT_THAT(run({"--version"}).out, testing::StartsWith("achronyme "));
    EXPECT_THAT(run({"polite", "--help"}).out, HasSubstr("hostile.polite"));
    EXPECT_EQ(run({"help"}).out, help.out);
    EXPECT_THAT(run({"help", "config"}).out, HasSubstr("achronyme config show|check"));
}

TEST_F(ExecutableTest, UnknownWordsNameTheOnesThatWereMeant) {
    const Ended command = run({"polit"});
    EXPECT_EQ(command.status, 2);
    EXPECT_THAT(command.err, HasSubstr("there is no subcommand 'polit'; did you mean 'polite'?"));
    const Ended option = run({"--confg", "x"});
    EXPECT_EQ(option.status, 2);
    EXPECT_THAT(option.err, HasSubstr("did you mean '--config'?"));
    const Ended action = run({"plugins", "lst"});
    EXPECT_EQ(action.status, 2);
    EXPECT_THAT(action.err, HasSubstr("did you mean 'list'?"));
    EXPECT_THAT(run({"plugins", "info", "hostile.polit"}).err,
                HasSubstr("did you mean 'hostile.polite'?"));
}

TEST_F(ExecutableTest, AMistakeInTheConfigurationIsFoundBeforeAnythingRuns) {
    sandbox_.write("achronyme.json", "{\n  \"shutdwn\": {}\n}");
    const Ended ended = run({"polite", "exit", "0"});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.err,
                HasSubstr("achronyme.json:2:3: /shutdwn: unknown key 'shutdwn'; did you mean "
                          "'shutdown'?"));
}

TEST_F(ExecutableTest, ShowsAndChecksTheConfiguration) {
    const Ended shown = run({"--set", "threads=3", "config", "show"});
    EXPECT_THAT(shown.out, HasSubstr("\"threads\": 3"));
    sandbox_.write("achronyme.json", R"({"threads": 1})");
    EXPECT_EQ(run({"config", "check"}).out, "achronyme.json: good\n");
    EXPECT_THAT(run({"config", "chek"}).err, HasSubstr("did you mean 'check'?"));
}

TEST_F(ExecutableTest, NamesOfNothingInTheConfigurationAreNoted) {
    sandbox_.write("achronyme.json", R"({"plugins": {"paths": ["nowhere"],
        "disabled": ["hostile.polit", "hostile.polite"]}})");
    const Ended checked = run({"config", "check"});
    EXPECT_EQ(checked.status, 0);
    EXPECT_THAT(checked.out,
                HasSubstr("plugins.paths: " + sandbox_.file("nowhere") + " is not there\n"));
    EXPECT_THAT(checked.out, HasSubstr("plugins.disabled: there is no plugin 'hostile.polit' here; "
                                       "did you mean 'hostile.polite'?\n"));
    EXPECT_THAT(checked.out, Not(HasSubstr("plugin 'hostile.polite' here")));
}

TEST_F(ExecutableTest, AFolderOfPluginsHasToBeThere) {
    const Ended ended = Process(sandbox_, {"--plugins", "nowhere", "config", "show"}).wait();
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.err,
                HasSubstr("--plugins " + sandbox_.file("nowhere") + ": there is no such folder"));
}

TEST_F(ExecutableTest, SaysWhichPluginsOfAFolderAreLeftOut) {
    sandbox_.write_plugin("own/broken", R"({"manifest": 1, "id": "a.b")");
    const Ended ended =
        Process(sandbox_, with_folder({"--plugins", "own", "polite", "exit", "0"})).wait();
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.err, HasSubstr(sandbox_.file("own/broken.so") + " is left out: "));
    EXPECT_THAT(ended.err, HasSubstr("not valid JSON"));
}

TEST_F(ExecutableTest, KnowsWhoPublishesATopic) {
    sandbox_.write_plugin("own/meter", manifest_of("org.example.meter",
                                                   R"("contributes": {"topics": {"a.b/1": {}}})"));
    const Ended why = Process(sandbox_, {"--plugins", "own", "plugins", "why", "a.b/1"}).wait();
    EXPECT_THAT(why.out, HasSubstr("topic 'a.b/1' comes from org.example.meter"));
    const Ended info = Process(sandbox_, {"--plugins", "own", "plugins", "info", "meter"}).wait();
    EXPECT_THAT(info.out, HasSubstr("topics       a.b/1\n"));
}

TEST_F(ExecutableTest, ListsAndExplainsPlugins) {
    const Ended list = run({"plugins", "list"});
    EXPECT_EQ(list.status, 0);
    EXPECT_THAT(list.out, HasSubstr("hostile.polite"));
    const Ended info = run({"plugins", "info", "hostile.polite"});
    EXPECT_THAT(info.out, HasSubstr("ach.command/1"));
    EXPECT_THAT(run({"plugins", "why", "hostile.polite"}).out, HasSubstr("can be used"));
    EXPECT_EQ(run({"plugins", "why", "hostile.nobody"}).status, 1);
}

// Crashes

class CrashTest : public ExecutableTest, public testing::WithParamInterface<const char*> {};

TEST_P(CrashTest, WhileStartingNamesThePluginAndLeavesItOutNextTime) {
    const std::string kind = std::string("crashes_") + GetParam();
    const Ended first = run({kind});
    EXPECT_EQ(first.status, 70);
    EXPECT_THAT(first.err, HasSubstr("plugin 'hostile." + kind + "' (" + ACH_HOSTILE_PLUGINS));
    EXPECT_THAT(first.err, HasSubstr("`achronyme plugins retry hostile." + kind + "`"));

    const Ended second = run({kind});
    EXPECT_EQ(second.status, 1);
    EXPECT_THAT(second.err,
                HasSubstr("plugin 'hostile." + kind + "' cannot be used: it crashed with SIG"));
    EXPECT_EQ(run({"polite", "exit", "7"}).status, 7);
    EXPECT_THAT(run({"plugins", "why", "hostile." + kind}).out, HasSubstr("in an earlier run"));

    EXPECT_EQ(run({"plugins", "retry", "hostile." + kind}).status, 0);
    EXPECT_EQ(run({kind}).status, 70);
}

INSTANTIATE_TEST_SUITE_P(Moments, CrashTest, testing::Values("constructor", "create", "start"));

TEST_F(ExecutableTest, ACrashLaterNamesThePluginToo) {
    if (ACH_SANITIZED) GTEST_SKIP() << "the sanitizer reports crashes itself";
    const Ended ended = run({"crashes_run"});
    EXPECT_EQ(ended.status, 70);
    EXPECT_THAT(ended.err, HasSubstr("plugin 'hostile.crashes_run'"));
    EXPECT_THAT(ended.err, HasSubstr("crashed: SIGABRT"));
    EXPECT_THAT(run({"plugins", "why", "hostile.crashes_run"}).out, HasSubstr("can be used"));
}

// Misconduct that the host survives

TEST_F(ExecutableTest, SurvivesExceptionsAcrossTheBorder) {
    const Ended running = run({"throws"});
    EXPECT_EQ(running.status, 70);
    EXPECT_THAT(running.err, HasSubstr("its run threw an exception across the ABI: boom in run"));
    EXPECT_THAT(running.err,
                HasSubstr("shutdown: plugin 'hostile.throws' failed to come to rest: its "
                          "quiesce threw an exception across the ABI: boom in quiesce"));
    const Ended serving = run({"throws_serving"});
    EXPECT_EQ(serving.status, 1);
    EXPECT_THAT(serving.err, HasSubstr("plugin 'hostile.throws_serving'"));
    EXPECT_THAT(serving.err, HasSubstr("boom in get_interface"));
    const Ended starting = run({"throws_starting"});
    EXPECT_EQ(starting.status, 1);
    EXPECT_THAT(starting.err, HasSubstr("plugin 'hostile.throws_starting' cannot be used"));
}

TEST_F(ExecutableTest, SurvivesExceptionsOnItsOwnThreads) {
    const Ended ended = run({"throws_later"});
    EXPECT_EQ(ended.status, 0);
    for (const char* function :
         {"ach_runnable::run", "blocking work", "a fiber", "ach_timer_entry::fire",
          "ach_main_item::run", "ach_port_desc::on_ready", "ach_strand_item::run",
          "ach_op_desc::ended"}) {
        EXPECT_THAT(ended.err,
                    HasSubstr("hostile_throws_later.so threw an exception across the ABI in " +
                              std::string(function) + ": boom"));
    }
}

TEST_F(ExecutableTest, FibersOfPluginsMayWaitInsideCatch) {
    const Ended ended = run({"catches"});
    EXPECT_EQ(ended.err, "");
    EXPECT_EQ(ended.status, 0);
}

TEST_F(ExecutableTest, AnswersNonsenseWithErrors) {
    const Ended ended = run({"nonsense"});
    EXPECT_EQ(ended.out, "all refused\n");
    EXPECT_EQ(ended.status, 0);
}

TEST_F(ExecutableTest, BoundsAFlood) {
    const Ended ended = run({"flood"});
    EXPECT_EQ(ended.out, "bounded\n");
    EXPECT_EQ(ended.status, 0);
}

TEST_F(ExecutableTest, NamesWhoNeverComesToRestAndEndsAllTheSame) {
    const Ended ended = run({"--set", "shutdown.deadline_ms=50", "restless"});
    EXPECT_EQ(ended.status, 5);
    EXPECT_THAT(ended.err,
                HasSubstr("shutdown: plugin 'hostile.restless' did not come to rest within the "
                          "deadline"));
}

TEST_F(ExecutableTest, RefusesWhatIsNotWhatItSays) {
    EXPECT_THAT(run({"other_abi"}).err, HasSubstr("it was built for plugin ABI 7"));

    copy_plugin("polite", "twin");
    const Ended twice = run({"--plugins", sandbox_.file("own"), "plugins", "list"});
    EXPECT_THAT(twice.out, HasSubstr(std::string("the id 'hostile.polite' is taken by ") +
                                     ACH_HOSTILE_PLUGINS));

    sandbox_.write("own/twin.manifest.json", manifest_of("hostile.polite"));
    const Ended changed = run({"--plugins", sandbox_.file("own"), "plugins", "list"});
    EXPECT_THAT(changed.out,
                HasSubstr("the manifest beside the file and the one inside it differ"));
}

TEST_F(ExecutableTest, LeavesOutWhatTheConfigurationDisables) {
    const Ended ended =
        run({"--set", R"(plugins.disabled=["hostile.polite"])", "polite", "exit", "0"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("the configuration disables it"));
}

// Signals

TEST_F(ExecutableTest, TheFirstInterruptAsksTheCommand) {
    for (const int number : {SIGINT, SIGTERM}) {
        Process process(sandbox_, with_folder({"polite", "wait"}));
        process.expect("ready");
        process.signal(number);
        EXPECT_EQ(process.wait().status, 3);
    }
}

TEST_F(ExecutableTest, TheInterruptReachesABorrowedMainThread) {
    Process process(sandbox_, with_folder({"polite", "borrow"}));
    process.expect("ready");
    process.signal(SIGINT);
    EXPECT_EQ(process.wait().status, 3);
}

TEST_F(ExecutableTest, TheSecondInterruptEndsItAtOnce) {
    Process process(sandbox_, with_folder({"polite", "deaf"}));
    process.expect("ready");
    process.signal(SIGINT);
    process.signal(SIGTERM);
    // Whichever of the two the system delivered last.
    EXPECT_THAT(process.wait().status, testing::AnyOf(130, 143));
}

// What it costs: nothing that is not needed is mapped.

TEST_F(ExecutableTest, WorksWithAColdAndAWarmCacheAndWithoutOne) {
    EXPECT_EQ(run({"polite", "exit", "1"}).status, 1);
    EXPECT_EQ(run({"polite", "exit", "1"}).status, 1);
    std::filesystem::remove_all(sandbox_.file("home"));
    sandbox_.write("home", "a file where the folder should be");
    EXPECT_EQ(run({"polite", "exit", "1"}).status, 1);
}

}  // namespace
}  // namespace ach::host
