#include "host/shell/schema_check.hpp"

#include "host/shell/json_position.hpp"
#include "host/shell/nearest.hpp"
#include "host/shell/shown.hpp"

#include <nlohmann/json.hpp>

#include <regex>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

namespace ach::host {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

// As JSON, whatever bytes a flag brought along.
std::string written(const json& value) {
    return shown(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string found_in(const json& value) {
    switch (value.type()) {
        case json::value_t::string: return "the string " + written(value);
        case json::value_t::array: return "an array";
        case json::value_t::object: return "an object";
        default: return written(value);
    }
}

bool has_type(const json& value, std::string_view type) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return type != "null" || value.is_null();
}

std::string with_article(std::string_view type) {
    if (type == "null") return "null";
    const bool vowel = std::string_view("aeiou").find(type.front()) != std::string_view::npos;
    return (vowel ? "an " : "a ") + std::string(type);
}

// Walks schema and document side by side and puts into words what does not fit. It knows the
// keywords our schemas use; for the rest the judge's own words must do.
class Explainer {
public:
    explicit Explainer(const json& root) : root_(root) {}

    std::vector<Complaint> explain(const json& document) {
        visit(root_, document, "");
        return std::move(complaints_);
    }

private:
    const json& resolved(const json& schema) const {
        const auto reference = schema.find("$ref");
        if (reference == schema.end() || !reference->is_string()) return schema;
        const auto& target = reference->get_ref<const std::string&>();
        if (target.rfind("#/", 0) != 0) return schema;
        const json::json_pointer pointer(target.substr(1));
        return root_.contains(pointer) ? root_.at(pointer) : schema;
    }

    // Of alternatives the one meant is the one of the document's type.
    const json& chosen(const json& schema, const json& document) const {
        for (const char* keyword : {"oneOf", "anyOf"}) {
            const auto alternatives = schema.find(keyword);
            if (alternatives == schema.end()) continue;
            for (const json& alternative : *alternatives) {
                const json& candidate = resolved(alternative);
                const auto type = candidate.find("type");
                if (type != candidate.end() && type->is_string() &&
                    has_type(document, type->get_ref<const std::string&>())) {
                    return candidate;
                }
            }
        }
        return schema;
    }

    void visit(const json& where, const json& document, const std::string& pointer) {
        const json& schema = chosen(resolved(where), document);
        if (!schema.is_object() || !type_fits(schema, document, pointer)) return;
        check_choice(schema, document, pointer);
        if (document.is_number()) check_range(schema, document, pointer);
        if (document.is_string()) check_text(schema, document, pointer);
        if (document.is_object()) visit_members(schema, document, pointer);
        if (document.is_array()) visit_items(schema, document, pointer);
    }

    bool type_fits(const json& schema, const json& document, const std::string& pointer) {
        std::string expected;
        for (const std::string& type : expected_types(schema)) {
            if (has_type(document, type)) return true;
            expected += (expected.empty() ? "" : " or ") + with_article(type);
        }
        if (expected.empty()) return true;
        complain(pointer, "expected " + expected + ", found " + found_in(document));
        return false;
    }

    std::vector<std::string> expected_types(const json& schema) const {
        std::vector<std::string> types;
        const auto add = [&types](const json& type) {
            if (type.is_string()) types.push_back(type.get<std::string>());
        };
        if (const auto type = schema.find("type"); type != schema.end()) {
            if (type->is_array()) {
                for (const json& one : *type) add(one);
            } else {
                add(*type);
            }
        }
        if (const auto alternatives = schema.find("oneOf"); alternatives != schema.end()) {
            for (const json& alternative : *alternatives) {
                const json& candidate = resolved(alternative);
                if (candidate.contains("type")) add(candidate["type"]);
            }
        }
        return types;
    }

    void check_choice(const json& schema, const json& document, const std::string& pointer) {
        const auto choices = schema.find("enum");
        if (choices == schema.end()) return;
        std::string all;
        std::vector<std::string> names;
        for (const json& choice : *choices) {
            if (choice == document) return;
            all += (all.empty() ? "" : ", ") + choice.dump();
            if (choice.is_string()) names.push_back(choice.get<std::string>());
        }
        std::string text = written(document) + " is not one of " + all;
        if (document.is_string()) {
            const std::vector<std::string_view> views(names.begin(), names.end());
            text += suggestion(nearest(document.get_ref<const std::string&>(), views));
        }
        complain(pointer, text);
    }

    void check_range(const json& schema, const json& document, const std::string& pointer) {
        const double value = document.get<double>();
        if (const auto low = schema.find("minimum");
            low != schema.end() && value < low->get<double>()) {
            complain(pointer,
                     written(document) + " is less than the smallest allowed, " + low->dump());
        }
        if (const auto high = schema.find("maximum");
            high != schema.end() && value > high->get<double>()) {
            complain(pointer,
                     written(document) + " is more than the largest allowed, " + high->dump());
        }
    }

    void check_text(const json& schema, const json& document, const std::string& pointer) {
        const auto& text = document.get_ref<const std::string&>();
        if (schema.value("minLength", std::size_t{0}) > text.size())
            complain(pointer, "must not be empty");
        if (schema.value("maxLength", std::string::npos) < text.size())
            complain(pointer, "is too long");
        const auto pattern = schema.find("pattern");
        if (pattern == schema.end() || matches(text, pattern->get<std::string>())) return;
        std::string all;
        for (const json& example : schema.value("examples", json::array()))
            all += (all.empty() ? ", such as " : ", ") + example.dump();
        complain(pointer, written(document) + " is not of the form that is expected" + all);
    }

    static bool matches(const std::string& text, const std::string& pattern) {
        return std::regex_search(text, std::regex(pattern, std::regex::ECMAScript));
    }

    void visit_members(const json& schema, const json& document, const std::string& pointer) {
        const json none = json::object();
        const json& known = schema.contains("properties") ? schema["properties"] : none;
        if (const auto required = schema.find("required"); required != schema.end()) {
            for (const json& key : *required) {
                if (!document.contains(key.get_ref<const std::string&>())) {
                    complain(pointer, "key '" + key.get<std::string>() + "' is missing");
                }
            }
        }
        const auto others = schema.find("additionalProperties");
        for (const auto& [key, value] : document.items()) {
            const std::string inner = pointer + pointer_step(key);
            if (const auto member = known.find(key); member != known.end()) {
                visit(*member, value, inner);
            } else if (others != schema.end() && others->is_object()) {
                visit(*others, value, inner);
            } else if (others != schema.end() && *others == false) {
                complain_unknown(key, known, inner);
            }
        }
    }

    void complain_unknown(const std::string& key, const json& known, const std::string& pointer) {
        std::vector<std::string_view> names;
        std::string all;
        for (const auto& item : known.items()) {
            if (item.key().front() == '$') continue;
            names.push_back(item.key());
            all += (all.empty() ? "" : ", ") + item.key();
        }
        const std::string_view near = nearest(key, names);
        std::string text = "unknown key '" + shown(key) + "'";
        if (!near.empty()) {
            text += suggestion(near);
        } else if (!all.empty()) {
            text += "; known here: " + all;
        }
        complain(pointer, text);
    }

    void visit_items(const json& schema, const json& document, const std::string& pointer) {
        const auto items = schema.find("items");
        if (items == schema.end()) return;
        for (std::size_t i = 0; i < document.size(); ++i) {
            visit(*items, document[i], pointer + "/" + std::to_string(i));
        }
    }

    void complain(const std::string& pointer, std::string text) {
        complaints_.push_back({pointer, std::move(text)});
    }

    const json& root_;
    std::vector<Complaint> complaints_;
};

// The judge's path "<root>[a][b]" as a JSON Pointer.
std::string pointer_from(const std::vector<std::string>& context) {
    std::string pointer;
    for (std::string_view step : context) {
        if (step.size() > 2 && step.front() == '[') {
            pointer += pointer_step(step.substr(1, step.size() - 2));
        }
    }
    return pointer;
}

}  // namespace

std::vector<Complaint> check_against(const json& schema, const json& document) {
    valijson::ValidationResults verdict;
    try {
        valijson::Schema compiled;
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(Adapter(schema), compiled);
        valijson::Validator validator;
        if (validator.validate(compiled, Adapter(document), &verdict)) return {};
    } catch (const std::exception& e) {
        return {{"", std::string("the schema itself cannot be used: ") + e.what()}};
    }
    std::vector<Complaint> complaints = Explainer(schema).explain(document);
    if (!complaints.empty()) return complaints;
    for (const auto& error : verdict) {
        complaints.push_back({pointer_from(error.context), error.description});
    }
    return complaints;
}

std::string describe(const std::vector<Complaint>& complaints, std::string_view text,
                     std::string_view name) {
    std::string all;
    for (const Complaint& complaint : complaints) {
        const Position at = position_of(text, complaint.pointer);
        if (!all.empty()) all += '\n';
        all += std::string(name) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
        all += ": " + (complaint.pointer.empty() ? std::string("/") : shown(complaint.pointer));
        all += ": " + complaint.text;
    }
    return all;
}

void fill_defaults(const json& schema, json& document) {
    const auto properties = schema.find("properties");
    if (!document.is_object() || properties == schema.end()) return;
    for (const auto& [key, member] : properties->items()) {
        if (!member.is_object()) continue;
        if (!document.contains(key)) {
            const auto value = member.find("default");
            if (value != member.end()) document[key] = *value;
        }
        if (document.contains(key)) fill_defaults(member, document[key]);
    }
}

}  // namespace ach::host
