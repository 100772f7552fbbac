#pragma once

#include <cmath>
#include <vector>

// The mean; NAN of nothing.
double Mean(const std::vector<int>& degrees);
