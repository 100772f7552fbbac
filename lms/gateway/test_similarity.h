#pragma once

#include <memory>

namespace grpc {
class Service;
}

namespace assay::gateway {

// For tests: the contract of the similarity service in memory, with one comparison "c1" of problem
// "sum" of course "algo" that has one pair, "aabb". What it was asked last is in the answers where
// they have a place for it: started_by, who, put_by and the like are the caller's person.
std::unique_ptr<grpc::Service> MakeTestSimilarity();

}  // namespace assay::gateway
