#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "calc.h"

TEST_CASE("passes") { CHECK(Add(1, 1) == 2); }

TEST_CASE("fails") { CHECK(Add(1, 1) == 3); }

TEST_CASE("errs") { throw std::runtime_error("unexpected"); }
