// Includes itself twice at every level: 2 to the power of the compiler's depth limit.
#include __FILE__
#include __FILE__
