// Is this document what its schema says, and if not: where, and what was expected?
//
// valijson is the judge; its verdict is then explained in our own words, because "object contains a
// property that could not be validated" helps nobody. JSON Schema draft 7.
#pragma once

#include "host/shell/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ach::host {

struct Complaint {
    std::string pointer;  // JSON Pointer of the culprit, "" is the whole document
    std::string text;     // "unknown key 'thread'; did you mean 'threads'?"
};

// Empty when `document` conforms.
std::vector<Complaint> check_against(const nlohmann::json& schema, const nlohmann::json& document);

// "config.json:4:3: /plugins/path: unknown key …", one line per complaint.
std::string describe(const std::vector<Complaint>& complaints, std::string_view text,
                     std::string_view name);

// Fills in the `default`s of `schema` that `document` leaves out, at every level it has.
void fill_defaults(const nlohmann::json& schema, nlohmann::json& document);

}  // namespace ach::host
