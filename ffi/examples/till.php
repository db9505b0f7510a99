<?php

/*
 * The till of till.c in PHP: pays, copes with a lost answer, settles, refunds, and reads notifications.
 *
 *     sandbox serve &
 *     php till.php
 */

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Config;
use Paysdk\Exception\MessageException;
use Paysdk\Exception\PaysdkException;

require __DIR__ . '/../bindings/php/autoload.php'; // or Composer's vendor/autoload.php

function setting(string $name, string $otherwise): string
{
    return getenv($name) ?: $otherwise;
}

function openClient(): Client
{
    return new Client(new Config('chaoying', [
        'base_url' => setting('PAYSDK_BASE_URL', 'http://127.0.0.1:8001'),
        'agent_id' => setting('PAYSDK_AGENT_ID', '130000000000000001'),
        'agent_key' => setting('PAYSDK_AGENT_KEY', 'sandboxchaoyingkey00000000000001'),
        'allow_http' => true, // for the sandbox only
        'timeout_ms' => 10_000,
    ]));
}

function merchant(): string
{
    return setting('PAYSDK_MCH_ID', '00000001');
}

/** Pay and settle take the same fields. */
function payment(string $order): array
{
    return [
        'mch_id' => merchant(),
        'out_trade_no' => $order,
        'body' => 'two cups of tea 茶',
        'auth_code' => '130000000000000000',
        'total_fee' => 101, // fen
    ];
}

function pay(Client $client, string $order): void
{
    $paid = $client->call('chaoying.pay', payment($order));
    echo "paid {$paid['out_trade_no']}: {$paid['total_fee']} fen\n";
}

/** The answer does not come. Whether the money moved only a query can tell. */
function payAndLoseTheAnswer(Client $client, string $order): void
{
    $outcome = 'OK';
    try {
        $client->call('chaoying.pay', payment($order));
    } catch (PaysdkException $error) {
        $outcome = strtoupper($error->outcome->name);
    }
    $query = ['paytype' => 'WECHAT', 'mch_id' => merchant(), 'out_trade_no' => $order];
    $asked = $client->call('chaoying.order_query', $query);
    echo "lost $order: $outcome, then {$asked['trade_state']}\n";
}

/** Pays, asks, and if need be cancels, until it is known what became of the payment. */
function settle(Client $client, string $order): void
{
    $terms = ['paytype' => 'WECHAT', 'op_user_id' => merchant(), 'poll_seconds' => 1];
    $settled = $client->call('chaoying.settle', payment($order) + $terms);
    echo "settled $order: {$settled['settled']}\n";
}

function refund(Client $client, string $order): void
{
    $refunded = $client->call('chaoying.refund', [
        'paytype' => 'WECHAT',
        'mch_id' => merchant(),
        'out_trade_no' => $order,
        'out_refund_no' => "$order-R",
        'total_fee' => 101,
        'refund_fee' => 1,
        'op_user_id' => merchant(),
    ]);
    echo "refunded {$refunded['out_refund_no']}: {$refunded['refund_fee']} fen\n";
}

/** A notification as the gateway would post it, signed with the till's own key; or the one in a file. */
function notification(Client $client, string $order): string
{
    $file = getenv('PAYSDK_NOTIFICATION');
    if ($file) {
        return file_get_contents($file);
    }
    $fields = [
        'state' => 'SUCCESS',
        'result_code' => 'SUCCESS',
        'pay_result' => '0',
        'mch_id' => merchant(),
        'out_trade_no' => $order,
        'total_fee' => '101',
        'time_end' => '20240229120000',
        'trade_type' => 'pay.weixin.native',
    ];

    return http_build_query($fields + ['sign' => $client->sign('chaoying', $fields)]);
}

function hear(Client $client, string $order): void
{
    $body = notification($client, $order);
    $told = $client->verifyNotification('chaoying.payment', $body)->expect($order, 101);
    echo "believed {$told['out_trade_no']}: {$told['total_fee']} fen\n";
    echo 'other amount: ', refusal(fn () => $told->expect($order, 100)), "\n";
    $forged = str_replace('total_fee=101', 'total_fee=901', $body);
    echo 'forged: ', refusal(fn () => $client->verifyNotification('chaoying.payment', $forged)), "\n";
}

/** The status with which a message is refused. */
function refusal(Closure $call): string
{
    try {
        $call();
    } catch (MessageException $refused) {
        return $refused->status->name();
    }

    return 'OK';
}

/** What no other till begins its order numbers with, in 24 characters: the microsecond, in uniqid(), and the process. */
function beginning(): string
{
    return uniqid() . '_' . getmypid();
}

try {
    $client = openClient();
    $orders = setting('PAYSDK_ORDERS', beginning());
    pay($client, "{$orders}_1");
    payAndLoseTheAnswer($client, "{$orders}_LOST2");
    settle($client, "{$orders}_LOST3");
    refund($client, "{$orders}_1");
    hear($client, "{$orders}_1");
} catch (PaysdkException $error) {
    fwrite(STDERR, "till: {$error->status->name()}: {$error->getMessage()}\n");
    exit(1);
}
