#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "calc.h"

TEST(Calc, Passes) { EXPECT_THAT(Add(1, 1), testing::Eq(2)); }

TEST(Calc, Fails) { EXPECT_EQ(Add(1, 1), 3); }

TEST(Calc, Errs) { throw std::runtime_error("unexpected"); }
