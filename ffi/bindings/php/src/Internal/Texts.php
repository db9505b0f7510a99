<?php

declare(strict_types=1);

namespace Paysdk\Internal;

/** Texts as an array of C strings, wiped when it goes. */
final class Texts
{
    /** The array, or null for none. */
    public readonly ?\FFI\CData $array;

    /** @var list<\FFI\CData> */
    private array $kept = [];

    /** @param list<string> $texts */
    public function __construct(#[\SensitiveParameter] array $texts)
    {
        $ffi = Library::ffi();
        $count = count($texts);
        $this->array = $count === 0 ? null : $ffi->new("const char *[$count]");
        foreach ($texts as $i => $text) {
            $size = strlen($text) + 1;
            $copy = $ffi->new("char[$size]");
            \FFI::memcpy($copy, $text . "\0", $size);
            $this->array[$i] = $ffi->cast('const char *', \FFI::addr($copy));
            $this->kept[] = $copy;
        }
    }

    public function __destruct()
    {
        foreach ($this->kept as $copy) {
            \FFI::memset($copy, 0, \FFI::sizeof($copy));
        }
    }
}
