<?php

declare(strict_types=1);

namespace Paysdk;

/** How much a logger wants to hear. */
enum LogLevel: int
{
    case Off = 0;
    /** A call ended, and its outcome is unknown. */
    case Error = 1;
    /** A call ended without result, but provably without effect. */
    case Warn = 2;
    /** A call ended well. */
    case Info = 3;
    /** A call begins. */
    case Debug = 4;
}
