// The parts of Asio and Beast that are not templates, compiled once here and not in each file that
// uses them.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
