// Signs and verifies as gopay does (BodyMap, sorted keys, strings.Builder, crypto/md5 or crypto/hmac, upper-case hex).
// Checks every signature of the file, then prints "input work nanoseconds" a line.
package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"
)

type BodyMap map[string]interface{}

func (bm BodyMap) getString(key string) string {
	if bm == nil {
		return ""
	}
	value, ok := bm[key]
	if !ok {
		return ""
	}
	text, ok := value.(string)
	if !ok {
		return fmt.Sprint(value)
	}
	return text
}

func (bm BodyMap) signString(key string) string {
	var text strings.Builder
	names := make([]string, 0, len(bm))
	for name := range bm {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if value := bm.getString(name); value != "" {
			text.WriteString(name)
			text.WriteByte('=')
			text.WriteString(value)
			text.WriteByte('&')
		}
	}
	text.WriteString("key=")
	text.WriteString(key)
	return text.String()
}

func sign(key string, hmacSha256 bool, bm BodyMap) string {
	var h hash.Hash
	if hmacSha256 {
		h = hmac.New(sha256.New, []byte(key))
	} else {
		h = md5.New()
	}
	h.Write([]byte(bm.signString(key)))
	return strings.ToUpper(hex.EncodeToString(h.Sum(nil)))
}

func verify(key string, hmacSha256 bool, form string) bool {
	values, err := url.ParseQuery(form)
	if err != nil {
		return false
	}
	bm := make(BodyMap, len(values))
	for name, value := range values {
		if len(value) == 1 {
			bm[name] = value[0]
		}
	}
	given := bm.getString("sign")
	delete(bm, "sign")
	return given != "" && sign(key, hmacSha256, bm) == given
}

type signed struct {
	Md5        string `json:"md5"`
	HmacSha256 string `json:"hmac_sha256"`
}

type message struct {
	Fields     [][2]string `json:"fields"`
	Md5        string      `json:"md5"`
	HmacSha256 string      `json:"hmac_sha256"`
	Forms      signed      `json:"forms"`
	bm         BodyMap
}

type input struct {
	Name     string    `json:"name"`
	Forged   signed    `json:"forged"`
	Messages []message `json:"messages"`
}

func check(ok bool, what string) {
	if !ok {
		fmt.Fprintln(os.Stderr, what)
		os.Exit(1)
	}
}

func (in *input) check(key string) {
	for i := range in.Messages {
		m := &in.Messages[i]
		m.bm = make(BodyMap, len(m.Fields))
		for _, field := range m.Fields {
			m.bm[field[0]] = field[1]
		}
		check(sign(key, false, m.bm) == m.Md5, "another MD5 signature")
		check(sign(key, true, m.bm) == m.HmacSha256, "another HMAC-SHA256 signature")
		check(verify(key, false, m.Forms.Md5), "MD5 form refused")
		check(verify(key, true, m.Forms.HmacSha256), "HMAC-SHA256 form refused")
	}
	check(!verify(key, false, in.Forged.Md5), "forged MD5 form passed")
	check(!verify(key, true, in.Forged.HmacSha256), "forged HMAC-SHA256 form passed")
}

var sink int

func (in *input) time(work string, once func(m *message) int) {
	best := time.Duration(1 << 62)
	start := time.Now()
	for time.Since(start) < 120*time.Millisecond {
		pass := time.Now()
		for i := range in.Messages {
			sink += once(&in.Messages[i])
		}
		if took := time.Since(pass); time.Since(start) > 20*time.Millisecond && took < best {
			best = took
		}
	}
	fmt.Printf("%s %s %.1f\n", in.Name, work, float64(best.Nanoseconds())/float64(len(in.Messages)))
}

func passed(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err == nil, "cannot read the inputs")
	var file struct {
		Key    string  `json:"key"`
		Inputs []input `json:"inputs"`
	}
	check(json.Unmarshal(text, &file) == nil, "cannot parse the inputs")
	key := file.Key
	for i := range file.Inputs {
		in := &file.Inputs[i]
		in.check(key)
		in.time("sign-md5", func(m *message) int { return len(sign(key, false, m.bm)) })
		in.time("sign-hmac-sha256", func(m *message) int { return len(sign(key, true, m.bm)) })
		in.time("verify-md5", func(m *message) int { return passed(verify(key, false, m.Forms.Md5)) })
		in.time("verify-hmac-sha256", func(m *message) int { return passed(verify(key, true, m.Forms.HmacSha256)) })
	}
}
