<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Config;
use Paysdk\Exception\MessageException;
use Paysdk\Exception\ProviderException;
use Paysdk\Exception\UsageException;
use Paysdk\Operations;
use Paysdk\Response;
use Paysdk\Status;

/** Everything that the library can do, for every provider. */
final class OperationsTest
{
    /** @var array<string, Client> */
    private array $clients = [];

    public function everyOperationDoesAtTheSandboxWhatItsNameSays(): void
    {
        $called = [];
        $kept = [];
        foreach (Surroundings::json('PAYSDK_CALLS') as [$operation, $fields, $answers]) {
            $called[$operation] = true;
            $fields = array_map(static fn (mixed $value): mixed => $kept[$value] ?? $value, $fields);
            $call = fn (): Response => $this->client($operation)->call($operation, $fields);
            if (array_key_exists('refused', $answers)) {
                $refused = Check::throws(ProviderException::class, $call);
                Check::same($answers['refused'], $refused->providerCode, $operation);
                continue;
            }
            $answer = $call();
            foreach ($answers as $field => $expected) {
                $found = $answer->get($field);
                Check::true((string) $found !== '', "$operation answers $field: {$answer->json()}");
                if (str_starts_with((string) $expected, '$')) {
                    $kept[$expected] = $found;
                } elseif ($expected !== null) {
                    Check::same($expected, $found, "$operation $field");
                }
            }
        }
        Check::same([], array_values(array_diff(Operations::names(), array_keys($called))), 'not called');
    }

    public function everyKindOfNotificationIsVerified(): void
    {
        $told = Surroundings::json('PAYSDK_NOTIFICATIONS');
        foreach ($told as $one) {
            ['kind' => $kind, 'body' => $body, 'headers' => $headers] = $one;
            $client = $this->client($kind);
            $heard = $client->verifyNotification($kind, $body, $headers);
            foreach ($one['amounts'] as $amount) {
                $heard->expect($one['order'], $amount);
            }
            foreach (Operations::responseFields($kind) as $field) {
                Check::true(!$field->required || $heard->get($field->name) !== null, "$kind has {$field->name}");
            }
            foreach ($one['others'] as [$order, $amount]) {
                try {
                    $heard->expect($order, $amount);
                    throw new LogicException("$kind: taken for $order $amount");
                } catch (MessageException | UsageException $refused) {
                    Check::true(in_array($refused->status, [Status::Mismatch, Status::InvalidValue], true), "$kind: $refused");
                }
            }
            Check::same($one['acks'], [$heard->ack(), $heard->ack(false)], $kind);
            $body[intdiv(strlen($body), 2)] = $body[intdiv(strlen($body), 2)] === 'x' ? 'y' : 'x';
            $forged = Check::throws(MessageException::class, fn () => $client->verifyNotification($kind, $body, $headers));
            Check::same(Status::Signature, $forged->status, $kind);
        }
        $kinds = array_keys(Surroundings::json('PAYSDK_LISTED')['notifications']);
        Check::same([], array_diff($kinds, array_column($told, 'kind')), 'not heard');
    }

    public function everyFieldCanBeSet(): void
    {
        foreach (Operations::names() as $operation) {
            $request = $this->client($operation)->request($operation);
            foreach (Operations::requestFields($operation) as $field) {
                try {
                    $request->set($field->name, '1');
                } catch (UsageException $refused) {
                    Check::same([Status::InvalidValue, $field->name], [$refused->status, $refused->field], $operation);
                }
            }
        }
    }

    public function everySettingIsTaken(): void
    {
        $listed = Surroundings::json('PAYSDK_LISTED');
        $settings = Surroundings::json('PAYSDK_SETTINGS');
        $common = [
            'timeout_ms' => 1000,
            'connect_timeout_ms' => 1000,
            'proxy' => 'http://127.0.0.1:9',
            'ca_file' => '/etc/ssl/certs/ca-certificates.crt',
            'allow_http' => true,
            'caller_charset' => 'gbk',
        ];
        Check::same($listed['common_keys'], array_keys($common));
        foreach ($listed['providers'] as $provider => $keys) {
            Check::same([], array_diff($keys, array_keys($settings[$provider])), $provider);
            $config = new Config($provider);
            foreach ($settings[$provider] + $common as $key => $value) {
                $config->set($key, $value)->set($key, '')->set($key, $value);
            }
        }
    }

    public function theListsAreThoseOfTheLibrary(): void
    {
        $listed = Surroundings::json('PAYSDK_LISTED');
        $flagged = static function (array $fields): array {
            $flags = [];
            foreach ($fields as $field) {
                $flags[$field->name] = $field->required * 1 + $field->masked * 2 + $field->ofMoneyOperation * 4;
            }
            ksort($flags);

            return $flags;
        };
        $found = [];
        foreach (Operations::names() as $name) {
            $found[$name]['request'] = $flagged(Operations::requestFields($name));
            $found[$name]['response'] = $flagged(Operations::responseFields($name));
        }
        ksort($found);
        Check::same($listed['operations'], $found);
    }

    /** The client of the provider that a name begins with. */
    private function client(string $name): Client
    {
        [$provider] = explode('.', $name);

        return $this->clients[$provider] ??= new Client(
            new Config($provider, Surroundings::json('PAYSDK_SETTINGS')[$provider] + ['allow_http' => true]),
        );
    }
}
