#pragma once

class RingBuffer {};
