<?php

/*
 * Prints what the till's page says in a server set up like FPM: FFI for preloaded code only.
 *
 *     php served.php         the library is opened by each request
 *     php served.php once    the library is opened when the server starts, by the header of preload-header.php
 */

declare(strict_types=1);

$binding = dirname(__DIR__);
$settings = [
    'opcache.enable' => '1',
    'opcache.enable_cli' => '1',
    'opcache.preload' => "$binding/preload.php",
    'opcache.preload_user' => trim((string) shell_exec('id -un')),
    'ffi.enable' => 'preload',
    'display_errors' => 'stderr',
];
$environment = getenv();
$header = null;
if (($argv[1] ?? '') === 'once') {
    $header = tempnam(sys_get_temp_dir(), 'paysdk');
    file_put_contents($header, shell_exec(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg("$binding/preload-header.php")));
    $settings['ffi.preload'] = $header;
    // Whoever opens the library again fails.
    $environment['PAYSDK_LIBRARY'] = '/nowhere/libpaysdk.so';
}
$options = [];
foreach ($settings as $name => $value) {
    array_push($options, '-d', "$name=$value");
}
$log = tmpfile();
// Another program may take the port before the server does.
for ($page = null, $tries = 0; $page === null && $tries < 3; ++$tries) {
    $page = served($options, $environment, $log);
}
$header === null || unlink($header);
echo $page;
if ($page === null) {
    rewind($log);
    fwrite(STDERR, "the server gave no page\n" . stream_get_contents($log));
    exit(1);
}

/**
 * The page of a server of its own, or null if none came up.
 *
 * @param list<string> $options
 * @param array<string, string> $environment
 * @param resource $log
 */
function served(array $options, array $environment, mixed $log): ?string
{
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($listener, false);
    fclose($listener);
    $command = [PHP_BINARY, ...$options, '-S', $address, __DIR__ . '/page.php'];
    $server = proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes, null, $environment);
    // The page takes payments: it is asked for once, whatever it answers.
    $whatever = stream_context_create(['http' => ['ignore_errors' => true]]);
    $page = null;
    for ($tries = 0; $page === null && $tries < 200 && proc_get_status($server)['running']; ++$tries) {
        usleep(50_000);
        $line = @stream_socket_client("tcp://$address", timeout: 1);
        if ($line !== false) {
            fclose($line);
            $page = (string) file_get_contents("http://$address/", false, $whatever);
        }
    }
    proc_terminate($server);
    proc_close($server);

    return $page;
}
