// A whole plugin in C++: scripts can call greet("Ada") and greet("Ada", "Good morning").
#include <achronyme/achronyme.hpp>

static std::string greet(std::string_view name, std::optional<std::string_view> greeting) {
    return std::string(greeting.value_or("Hello")).append(", ").append(name).append("!");
}

struct Hello : ach::plugin<Hello> {
    static constexpr const char* id = "org.example.hello_cpp";
    static constexpr const char* version = "1.0.0";
    static constexpr ach_native_def natives[] = {
        ach::native<&greet>("greet").pure().doc("greet(name, greeting?): greets somebody")};
};

ACH_PLUGIN(Hello)
