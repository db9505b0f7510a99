<?php

declare(strict_types=1);

namespace Paysdk;

/** What a failed call means for the money. */
enum Outcome: int
{
    /** Nothing left this machine: the same call may be made again. */
    case NotSent = 0;
    /** The provider said no, provably: nothing moved. */
    case Refused = 1;
    /** Money may have moved: query by the order number, never repeat under a new one. */
    case Unknown = 2;
}
