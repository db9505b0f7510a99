<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Config;
use Paysdk\Field;
use Paysdk\Notification;
use Paysdk\Operations;
use Paysdk\Status;

/** Calls that are wrong before anything is sent. */
final class UsageTest
{
    private readonly Client $client;

    public function __construct()
    {
        $this->client = new Client(Surroundings::config());
    }

    public function unknownNamesAreRefused(): void
    {
        $calls = [
            fn () => new Config('nobody'),
            fn () => Surroundings::config(['nokey' => '1']),
            fn () => $this->client->request('chaoying.nothing'),
            fn () => $this->client->request('hicoin.transfer'),
            fn () => $this->client->request('chaoying.pay')->set('total_fe', 1),
            fn () => $this->client->request('chaoying.pay')->setJson('{"total_fe":1}'),
            fn () => $this->client->sign('hicoin', ['a' => 'b']),
            fn () => $this->client->verify('hicoin', ['a' => 'b'], '00'),
            fn () => Notification::ackOf('chaoying.nothing'),
            fn () => Operations::requestFields('chaoying.nothing'),
        ];
        foreach ($calls as $call) {
            Check::refused(Status::UnknownName, $call);
        }
    }

    public function aMissingFieldIsNamed(): void
    {
        foreach (['mch_id', 'out_trade_no', 'body', 'total_fee', 'auth_code'] as $field) {
            $fields = Surroundings::payment('MISSING1', [$field => null]);
            Check::refused(Status::MissingField, fn () => $this->client->call('chaoying.pay', $fields), $field);
        }
    }

    public function anInvalidValueIsRefusedWhenItIsSetAndNotShown(): void
    {
        $request = $this->client->request('chaoying.pay');
        foreach ([0, -1, PHP_INT_MIN, '1.5', '77secret77'] as $value) {
            $error = Check::refused(Status::InvalidValue, fn () => $request->set('total_fee', $value), 'total_fee');
            Check::lacks('77secret77', "$error");
        }
    }

    public function aKeyWhereANameBelongsIsNotShown(): void
    {
        $key = 'k3ynobodymays33orh34rofany7h1ng1';
        $request = $this->client->request('chaoying.pay');
        $calls = [
            fn () => $request->set($key, 'auth_code'),
            fn () => $request->set($key, 1.5),
            fn () => $request->set($key, "\0"),
            fn () => Surroundings::config([$key => 'agent_key']),
            fn () => Surroundings::config([$key => null]),
            fn () => $this->client->sign('chaoying', [$key => 1.5]),
        ];
        foreach ($calls as $call) {
            try {
                $call();
                $said = '';
            } catch (\Throwable $error) {
                $said = $error->getMessage();
            }
            Check::contains('k3yn… (32 characters)', $said);
            Check::lacks(substr($key, 0, 5), $said);
        }
    }

    public function aFloatIsNoAmount(): void
    {
        $request = $this->client->request('chaoying.pay');
        foreach ([1.0, 101.0, NAN, true, null, ['101'], new stdClass()] as $value) {
            $error = Check::throws(TypeError::class, fn () => $request->set('total_fee', $value));
            Check::contains('total_fee must be', $error->getMessage());
        }
        $fields = Surroundings::payment('FLOAT1', ['total_fee' => 101.0]);
        Check::throws(TypeError::class, fn () => $this->client->call('chaoying.pay', $fields));
        Check::throws(TypeError::class, fn () => $this->client->sign('chaoying', ['a' => 1.5]));
        Check::throws(TypeError::class, fn () => Surroundings::config(['timeout_ms' => 1000.0]));
    }

    public function exactNumbersKeepTheirText(): void
    {
        $number = new class implements Stringable {
            public function __toString(): string
            {
                return '1.50';
            }
        };
        $sign = fn (mixed $value): string => $this->client->sign('chaoying', ['a' => $value]);
        Check::same($sign('1.50'), $sign($number));
        Check::same($sign('101'), $sign(101));
    }

    public function aJsonObjectIsTakenWholeOrNotAtAll(): void
    {
        $said = null;
        $client = Surroundings::sendingTo(function ($request) use (&$said) {
            parse_str($request->body, $said);

            return Surroundings::answer($request);
        });
        $request = $client->request('chaoying.pay');
        $request->setJson(json_encode(Surroundings::payment('JSON_1', ['attach' => 'first'])));
        Check::refused(Status::InvalidValue, fn () => $request->setJson('{"body":"x","total_fee":0}'), 'total_fee');
        Check::refused(Status::InvalidValue, fn () => $request->setJson('{"body":'));
        $request->setJson('{"attach":null,"total_fee":102}')->send();
        Check::same(['102', 'two cups of tea 茶', false], [$said['total_fee'], $said['body'], isset($said['attach'])]);
    }

    public function textThatCCannotHoldIsRefusedNotCut(): void
    {
        $request = $this->client->request('chaoying.pay');
        Check::refused(Status::InvalidValue, fn () => $request->set('body', "tea\0cup"), 'body');
        $key = "7secret7\xff";
        $error = Check::refused(Status::Utf8, fn () => Surroundings::config(['agent_key' => $key]), 'agent_key');
        Check::lacks('7secret7', Check::toldBy($error));
    }

    public function noTextIsCutAtANul(): void
    {
        $client = $this->client;
        $request = $client->request('chaoying.pay');
        $good = ['a' => 'b'];
        $sign = $client->sign('chaoying', $good);
        $calls = [
            fn () => new Config("chaoying\0junk"),
            fn () => Surroundings::config()->set('agent_key', "key\0junk"),
            fn () => Surroundings::config()->set("agent_key\0junk", 'key'),
            fn () => $client->request("chaoying.pay\0junk"),
            fn () => $request->set('body', "tea\0junk"),
            fn () => $request->set("body\0junk", 'tea'),
            fn () => $request->set("total_fee\0junk", 101),
            fn () => $request->setJson("{\"body\":\"tea\"}\0junk"),
            fn () => $client->sign("chaoying\0junk", $good),
            fn () => $client->sign('chaoying', ['a' => "b\0junk"]),
            fn () => $client->sign('chaoying', ["a\0junk" => 'b']),
            fn () => $client->verify("chaoying\0junk", $good, $sign),
            fn () => $client->verify('chaoying', ['a' => "b\0junk"], $sign),
            fn () => $client->verify('chaoying', ["a\0junk" => 'b'], $sign),
            fn () => $client->verify('chaoying', $good, "$sign\0junk"),
            fn () => Notification::ackOf("chaoying.payment\0junk"),
            fn () => Operations::requestFields("chaoying.pay\0junk"),
        ];
        foreach ($calls as $call) {
            Check::refused(Status::InvalidValue, $call);
        }
        Check::true($client->verify('chaoying', $good, $sign), 'the signature is right');
    }

    public function settingsAreChecked(): void
    {
        $config = fn (array $settings) => fn () => Surroundings::config($settings);
        Check::refused(Status::InvalidValue, $config(['timeout_ms' => 'soon']), 'timeout_ms');
        Check::refused(Status::InvalidValue, $config(['caller_charset' => 'latin1']), 'caller_charset');
        $incomplete = new Config('chaoying', ['base_url' => 'https://pay.example', 'agent_id' => '1']);
        Check::refused(Status::Config, fn () => new Client($incomplete), 'agent_key');
    }

    public function nothingShowsTheKey(): void
    {
        $config = Surroundings::config();
        $broken = fn () => Surroundings::config(['agent_key' => Surroundings::key() . "\n"]);
        $error = Check::refused(Status::InvalidValue, $broken);
        $shown = Check::toldBy($error) . print_r(get_object_vars($error), true);
        foreach ([$config, new Client($config)] as $object) {
            $shown .= print_r($object, true) . var_export((array) $object, true);
        }
        Check::lacks(Surroundings::key(), $shown);
    }

    public function noStackTraceShowsAValue(): void
    {
        $secret = '77secret77';
        $request = $this->client->request('chaoying.pay');
        $wrong = [
            fn () => new Config('chaoying', ['agent_key' => "$secret\0"]),
            fn () => new Config('chaoying', ['agent_key' => "$secret\n"]),
            fn () => new Config('chaoying', ['agent_key' => $secret, 'nokey' => '1']),
            fn () => Surroundings::config()->set('agent_key', [$secret]),
            fn () => $request->set('auth_code', "$secret\0"),
            fn () => $request->set('total_fee', $secret),
            fn () => $request->set('auth_code', [$secret]),
            fn () => $request->setJson("{\"total_fee\":\"$secret\"}"),
            fn () => $this->client->call('chaoying.pay', ['auth_code' => $secret]),
            fn () => $this->client->call('chaoying.pay', ['body' => 1.5, 'auth_code' => '130000000000777777']),
            fn () => $this->client->sign('chaoying', ['a' => $secret, 'b' => "\0"]),
            fn () => $this->client->sign('hicoin', ['a' => $secret]),
            fn () => $this->client->verify('hicoin', ['a' => $secret], '00'),
        ];
        foreach ($wrong as $call) {
            $told = Check::toldBy(Check::throws(Throwable::class, $call));
            Check::contains('[function]', $told);
            Check::lacks($secret, $told);
            Check::lacks('130000000000777777', $told);
        }
    }

    public function operationsAndTheirFieldsAreListed(): void
    {
        $fields = array_column(Operations::requestFields('chaoying.pay'), null, 'name');
        Check::true(new Field('auth_code', true, true, true) == $fields['auth_code'], 'a payment code is hidden');
        Check::same(false, $fields['attach']->required);
        Check::same(false, Operations::requestFields('chaoying.get_merchant')[0]->ofMoneyOperation);
        $names = static fn (string $operation): array => array_column(Operations::responseFields($operation), 'name');
        Check::true(in_array('trade_state', $names('chaoying.pay'), true), 'a payment has a state');
        Check::true(in_array('total_fee', $names('chaoying.payment'), true), 'a notification has an amount');
    }
}
