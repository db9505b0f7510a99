<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Config;
use Paysdk\TransportReply;
use Paysdk\TransportRequest;

/** What the tests stand in: the sandbox's gateway, and a gateway of their own behind a transport. */
final class Surroundings
{
    /** A payment code, which is as good as money. */
    public const AUTH_CODE = '130000000000000000';

    public static function environment(string $name): string
    {
        return getenv($name) ?: throw new LogicException("$name is not set");
    }

    public static function key(): string
    {
        return self::environment('PAYSDK_AGENT_KEY');
    }

    public static function merchant(): string
    {
        return self::environment('PAYSDK_MCH_ID');
    }

    /** What a file that the environment names has, as PHP's values. */
    public static function json(string $name): array
    {
        return json_decode(file_get_contents(self::environment($name)), true, 512, JSON_THROW_ON_ERROR);
    }

    /**
     * The sandbox's settings, changed as told.
     *
     * @param array<string, mixed> $settings
     */
    public static function config(array $settings = []): Config
    {
        return new Config('chaoying', $settings + [
            'base_url' => self::environment('PAYSDK_BASE_URL'),
            'agent_id' => self::environment('PAYSDK_AGENT_ID'),
            'agent_key' => self::key(),
            'allow_http' => true,
            'timeout_ms' => 10_000,
        ]);
    }

    /** A client whose requests go to this function. */
    public static function sendingTo(callable $send, array $settings = []): Client
    {
        return new Client(self::config($settings + ['base_url' => 'https://pay.example'])->transport($send));
    }

    /**
     * A payment's fields, changed as told.
     *
     * @param array<string, mixed> $fields
     * @return array<string, mixed>
     */
    public static function payment(string $order, array $fields = []): array
    {
        return $fields + [
            'mch_id' => self::merchant(),
            'out_trade_no' => $order,
            'body' => 'two cups of tea 茶',
            'total_fee' => 101,
            'auth_code' => self::AUTH_CODE,
        ];
    }

    /** A port of this machine that nobody listens on. */
    public static function closedPort(): int
    {
        $taken = stream_socket_server('tcp://127.0.0.1:0');
        $name = stream_socket_get_name($taken, false);
        fclose($taken);

        return (int) substr(strrchr($name, ':'), 1);
    }

    /**
     * The answer of a gateway that takes every payment.
     *
     * @param array<string, string> $more raw JSON values
     */
    public static function answer(TransportRequest $request, array $more = []): TransportReply
    {
        parse_str($request->body, $asked);
        $texts = [
            'state' => 'SUCCESS',
            'code' => '10000',
            'trade_state' => 'SUCCESS',
            'mch_id' => $asked['mch_id'],
            'transaction_id' => '7551',
            'out_transaction_id' => '4200',
            'out_trade_no' => $asked['out_trade_no'],
            'total_fee' => $asked['total_fee'],
            'attach' => '茶',
            'time_end' => '20240229120000',
            'nonce_str' => 'n',
        ];
        $raw = array_map(static fn (string $text): string => json_encode($text, JSON_UNESCAPED_UNICODE), $texts);
        $sign = (new Client(self::config()))->sign('chaoying', $texts + $more);
        $fields = [];
        foreach ($raw + $more + ['sign' => "\"$sign\""] as $name => $value) {
            $fields[] = "\"$name\":$value";
        }
        $body = '{' . implode(',', $fields) . '}';

        return new TransportReply(200, [['Content-Length', (string) strlen($body)]], $body);
    }
}
