-- What of the language itself configs use.
local wezterm <const> = require "wezterm"
local Host = {}
Host.__index = Host
Host.__call = function(self, field) return rawget(self, field) end
Host.__eq = function(a, b) return a.name == b.name end
Host.__lt = function(a, b) return a.name < b.name end
Host.__concat = function(a, b) return tostring(a) .. tostring(b) end
Host.__tostring = function(self) return ("<%s>"):format(self.name) end
Host.__len = function() return 7 end
function Host.new(name, ...) return setmetatable({ name = name, rest = select("#", ...), ... }, Host) end
function Host:domain() return { name = self.name, remote_address = ("%s.example.org"):format(self.name:lower()) } end

local hosts = { Host.new("Zeta", 1, nil, 3), Host.new "Eta", Host.new("Theta") }
table.sort(hosts)
local domains, seen = {}, {}
for index, host in ipairs(hosts) do
  if seen[host] or host("name") == "Theta" then goto continue end
  seen[host] = index
  domains[#domains + 1] = host:domain()
  ::continue::
end

local numbers = {
  7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 % 2, 2 ^ 10, 1 << 4, 0xff >> 4, 5 & 3, 5 | 3, 5 ~ 3, ~0, 10 / 4, 3 | 0, 1e3, 0x10, 1.0,
  math.floor(-2.5), math.ceil(2.1), math.max(3, 9.5, 2), math.min(4, -1), math.abs(-3), math.tointeger(3.0), #"three", -2 ^ 2,
  tonumber "0x1f", tonumber " 12 ", tonumber("zz", 36), tonumber "1e1", 1 // 0.0, "10" + 5, "3" * "4", 100000000000000, 2 ^ 53,
}
local texts = {
  ("%5.2f|%-5s|%05d|%x|%q|%%|%s"):format(3.14159, "ab", -42, 255, 'a"b', true), ("a,b,,c"):gsub(",", ";"), ("x"):rep(3, "-"),
  ("hello world"):gsub("o", { o = "0" }), ("hello"):gsub("l+", function(l) return #l end), ("abc"):gsub("%w", "%0%0", 2),
  ("key = value"):match "^(%w+)%s*=%s*(%w+)$", ("f(a(b)c)d"):match "%b()", ("THE (quick) fox"):find "%((%a+)%)",
  ("  trim  "):match "^%s*(.-)%s*$", ("a.b"):find(".", 1, true), ("one two"):upper():reverse(), ("héllo"):len(), utf8.len "héllo",
  ("THE (quick) fox"):gsub("%f[%a]%a+", string.lower), ("abc"):byte(-1), string.char(72, 105), ("x"):sub(2), ("hello"):sub(-3, -2),
  utf8.char(0xf048b, 65), "\u{48}\x49\74\z
      K", [[
long]], [==[a]]b]==], tostring(nil), tostring(1.5), tostring(10 // 1), 1 .. 2, 2.0 .. "", tostring(-0.0), tostring(1e100), tostring(2 ^ 63),
}
local words = {}
for word in ("the quick  brown"):gmatch "%a+" do words[#words + 1] = word end
for k, v in ("a=1, b=2"):gmatch "(%w+)=(%w+)" do words[#words + 1] = k .. v end
for i = 10, 1, -4 do words[#words + 1] = i end
for i = 1.0, 2 do words[#words + 1] = i end
for i = 3, 1 do words[#words + 1] = "never" end
local count = 0
while true do
  count = count + 1
  if count > 3 then break end
  repeat local done = true until done
end
local function variadic(...)
  local a, b = ...
  return { n = select("#", ...), a, b, select(-1, ...) }
end
local closures = {}
for i = 1, 3 do closures[i] = function() i = i + 1; return i end end
local made = { closures[1](), closures[1](), closures[2](), (closures[3]()) }
local failed = { pcall(error, "plain", 0), select(2, pcall(error, { code = 5 })), select(2, pcall(function() error "here" end)) }
local ok, message = xpcall(function() local x; return x.y end, function(m) return "caught " .. type(m) end)
local swapped, other = 1, 2
swapped, other = other, swapped
local nested = { a = { b = { c = "deep" } }, [1] = "first", ["two words"] = 2, [2.0] = "second"; "overwritten" }
table.insert(words, 1, "front"); table.remove(words); table.remove(words, 2)
local order = { 5, 2, 8, 1 }
table.sort(order, function(a, b) return a > b end)
return {
  ssh_domains = domains, numbers = numbers, texts = texts, words = words, made = made, failed = failed, ok = ok,
  message = message, swapped = { swapped, other }, nested = nested, order = order, joined = table.concat(order, ","),
  len = #hosts[1], concat = hosts[1] .. "!", rests = { hosts[1].rest, hosts[3].rest }, variadic = variadic(1, nil, 3),
  packed = table.pack(1, nil), unpacked = { table.unpack({ 1, 2, 3 }, 2) }, logic = { nil and 1, false or "x", not nil },
  compare = { "a" < "b", 1 < 1.5, 1 == 1.0, "1" == 1, hosts[1] == Host.new(hosts[1].name) }, count = count,
}
