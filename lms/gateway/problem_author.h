#pragma once

#include <functional>
#include <string>

#include "lms/gateway/api.h"
#include "lms/gateway/methods.h"

// What the routes that write problems have in common.
namespace assay::gateway {

void FindProblem(const CallPtr& call, std::function<void(const Reply&, judge_v1::Problem&)> done);

// Goes on where who asks may write the problem {id} in the course that it has, and in the one that
// ?course= gives it; else answers. `stands`: false where there is none yet.
using AuthorNext = std::function<void(const std::string& course, bool stands)>;
void WithAuthor(const CallPtr& call, AuthorNext next);

// What is wrong inside of a package is said with its file and line, and of no field.
void FailPackage(const CallPtr& call, const Reply& reply);

}  // namespace assay::gateway
