#pragma once

namespace assay::identity {

// data/common_passwords.txt without its comments: a line each, lower case, sorted by bytes.
extern const char kCommonPasswords[];

}  // namespace assay::identity
