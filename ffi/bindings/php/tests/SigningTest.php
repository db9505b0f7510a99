<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Config;

/** The project's signing vectors, through the library. */
final class SigningTest
{
    /** What a client needs beside the key under test. */
    private const OTHERS = [
        'chaoying' => ['base_url' => 'https://pay.example', 'agent_id' => '1'],
        'hicoin' => [
            'payout_base_url' => 'https://a.example',
            'oauth_base_url' => 'https://b.example',
            'page_base_url' => 'https://c.example',
            'app_id' => '1',
            'secret_key' => 's',
        ],
        'recharge_payout' => ['base_url' => 'https://pay.example', 'app_key' => '1'],
        'dragonex' => [
            'base_url' => 'https://pay.example',
            'app_id' => '1',
            'access_key' => 'a',
            'secret_key' => 's',
            'check_key' => 'c',
        ],
    ];

    public function everyVectorIsSignedAndVerified(): void
    {
        $groups = array_filter(Surroundings::json('PAYSDK_VECTORS'), is_array(...));
        Check::true(count($groups) >= 6, 'there are groups');
        foreach ($groups as $group => $vectors) {
            Check::true(count($vectors) >= 10, "there are vectors of $group");
            foreach ($vectors as $number => $vector) {
                [$provider, $key, $scheme, $fields] = $this->parts($group, $vector);
                $this->check($provider, $key, $scheme, $fields, $vector['sign'], "$group $number");
            }
        }
    }

    /** Both keys of HiCoin sign by the same rule. */
    public function hicoinSignsByItsOtherKeyToo(): void
    {
        $client = new Client(new Config('hicoin', ['secret_key' => 'one', 'mch_key' => 'other'] + self::OTHERS['hicoin']));
        $swapped = new Client(new Config('hicoin', ['secret_key' => 'other', 'mch_key' => 'one'] + self::OTHERS['hicoin']));
        Check::same($swapped->sign('hicoin', ['a' => 'b']), $client->sign('hicoin.secret', ['a' => 'b']));
        Check::true($client->sign('hicoin', ['a' => 'b']) !== $client->sign('hicoin.secret', ['a' => 'b']), 'other keys');
    }

    /**
     * Provider, the key and its value, scheme and fields.
     *
     * @return array{string, array<string, string>, string, array<string, string>}
     */
    private function parts(string $group, array $vector): array
    {
        $pairs = static fn (array $list): array => array_column($list, 1, 0);
        $of = static fn (string ...$names): array => array_intersect_key($vector, array_flip($names));

        return match ($group) {
            'chaoying' => ['chaoying', ['agent_key' => $vector['key']], 'chaoying', $pairs($vector['fields'])],
            'hicoin' => ['hicoin', ['mch_key' => $vector['key']], 'hicoin', $pairs($vector['fields'])],
            // What the page's address signs: its package stands percent-encoded in the signed text.
            'hicoin_h5' => ['hicoin', ['mch_key' => $vector['key']], 'hicoin', [
                'appId' => $vector['app_id'],
                'nonceStr' => $vector['nonce_str'],
                'package' => 'prepay_id%3D' . $vector['prepay_id'],
                'signType' => 'HMAC-SHA256',
                'timeStamp' => $vector['timestamp'],
            ]],
            'recharge_payout' => [
                'recharge_payout',
                ['secret' => $vector['key']],
                "recharge_payout.{$vector['kind']}",
                $pairs($vector['fields']),
            ],
            'dragonex_request' => [
                'dragonex',
                $of('secret_key'),
                'dragonex.request',
                $of('method', 'content_sha1', 'content_type', 'date', 'path') + self::signed($pairs($vector['headers'])),
            ],
            'dragonex_response' => ['dragonex', $of('check_key'), 'dragonex.response', $of('body', 'ts')],
        };
    }

    /** Of the headers only DragonEx's own; others are no fields of the signature. */
    private static function signed(array $headers): array
    {
        return array_filter($headers, static fn (string $name): bool => stripos($name, 'dragonex-') === 0, ARRAY_FILTER_USE_KEY);
    }

    private function check(string $provider, array $key, string $scheme, array $fields, string $sign, string $about): void
    {
        $client = new Client(new Config($provider, $key + self::OTHERS[$provider]));
        Check::same($sign, $client->sign($scheme, $fields), $about);
        Check::true($client->verify($scheme, $fields, $sign), "$about verifies");
        $wrong = ($sign[0] === '0' ? '1' : '0') . substr($sign, 1);
        foreach ([$wrong, ''] as $forged) {
            Check::true(!$client->verify($scheme, $fields, $forged), "$about forged");
        }
    }
}
