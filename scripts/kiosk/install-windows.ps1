# Makes a Windows 10/11 PC the controller of one LED screen: program, settings, one task at log-on that runs the agent,
# which runs Chrome; power plan, update hours, window occlusion. Run it again at any time. The Windows user stays as it is.
# On Windows 7/8.1 it makes a launcher without the agent: weaker evidence, see docs/may-phat.md.

[CmdletBinding()]
param(
  [string]$Server,
  [string]$Code,
  [string]$Root = (Join-Path $env:ProgramData 'VongXoay'),
  [switch]$DryRun,
  [switch]$Uninstall
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$TaskName = 'Vong Xoay'
$ActiveHours = @{ Start = 5; End = 23 }
$MinimumNode = 20
$Here = Split-Path -Parent $MyInvocation.MyCommand.Path
$Dist = Join-Path $Here '..\..\dist'
$IsOld = [Environment]::OSVersion.Version.Major -lt 10

function Say([string]$Text) { Write-Host $Text }

# Does it, or says what it would do.
function Step([string]$Text, [scriptblock]$Action) {
  if ($DryRun) { Say "  sẽ làm: $Text"; return }
  Say "  $Text"
  & $Action
}

function Test-Administrator {
  $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
  $principal = New-Object Security.Principal.WindowsPrincipal $identity
  return $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Find-Chrome {
  $places = @("$env:ProgramFiles\Google\Chrome\Application\chrome.exe",
    "${env:ProgramFiles(x86)}\Google\Chrome\Application\chrome.exe",
    "$env:LOCALAPPDATA\Google\Chrome\Application\chrome.exe")
  return $places | Where-Object { Test-Path $_ } | Select-Object -First 1
}

function Assert-Server {
  if ($Server -and $Server -notmatch '^https?://[^\s"\\]+$') { throw "-Server phải là địa chỉ http:// hoặc https://: $Server" }
  if ($Code -and $Code -notmatch '^[A-Za-z0-9-]{4,64}$') { throw "Mã ghép không đúng: $Code" }
}

# Two players on one output fight for it; which one stays is the owner's decision.
function Show-OtherPlayers {
  $names = 'ViPlex', 'NovaStar', 'NovaLCT', 'HDPlayer', 'HDSet', 'Colorlight', 'LEDVISION', 'PlayerMaster', 'LedArt', 'Xibo'
  $keys = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*',
    'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
  $installed = @(Get-ItemProperty $keys -ErrorAction SilentlyContinue |
      Where-Object { $_.PSObject.Properties['DisplayName'] } | ForEach-Object { $_.DisplayName })
  $found = @($installed | Where-Object { $title = $_; $names | Where-Object { $title -like "*$_*" } })
  if ($found.Count) {
    Say "CHÚ Ý: máy này có phần mềm khác: $($found -join ', '). Phần mềm chỉnh card LED thì giữ; phần mềm phát thì tắt tự khởi động. Bộ cài không đụng đến."
  }
}

function Assert-Node {
  $node = Get-Command node.exe -ErrorAction SilentlyContinue
  $version = if ($node) { (& $node.Source --version).TrimStart('v') } else { '0.0.0' }
  if ([int]$version.Split('.')[0] -lt $MinimumNode) {
    if ($DryRun) { Say "  CHÚ Ý: cần Node từ bản $MinimumNode"; return 'node.exe' }
    throw "Cần Node từ bản $MinimumNode (đang có: $version). Tải bản LTS ở nodejs.org rồi chạy lại."
  }
  return $node.Source
}

function Copy-Program {
  foreach ($part in 'agent', 'player-page') {
    $from = Join-Path $Dist $part
    if (-not (Test-Path $from)) { throw 'Chưa dựng chương trình; hãy chạy: npm ci && npm run build' }
    Step "chép $part" {
      New-Item -ItemType Directory -Force -Path $Root | Out-Null
      $to = Join-Path $Root $part
      if (Test-Path "$to.new") { Remove-Item -Recurse -Force "$to.new" }
      Copy-Item -Recurse $from "$to.new"
      if (Test-Path $to) { Remove-Item -Recurse -Force $to }
      Rename-Item "$to.new" $part
    }
  }
}

# Keeps what somebody changed by hand; only what is given now is put in.
function Write-Config([string]$Chrome) {
  $path = Join-Path $Root 'config.json'
  $config = if (Test-Path $path) { Get-Content -Raw -Encoding UTF8 $path | ConvertFrom-Json } else { New-Object PSObject }
  $values = @{ dataDir = (Join-Path $Root 'data'); server = $Server; code = $Code; browser = $Chrome }
  foreach ($name in $values.Keys) {
    if ($values[$name]) { $config | Add-Member -Force -MemberType NoteProperty -Name $name -Value $values[$name] }
  }
  if (-not $config.PSObject.Properties['server']) { throw 'Lần đầu cần -Server http://MÁY-CHỦ:8080' }
  Step "ghi $path" {
    $text = $config | ConvertTo-Json
    [IO.File]::WriteAllText($path, $text, (New-Object Text.UTF8Encoding $false))
  }
}

# One task for whoever logs on to this session: a service in session 0 could not show a window.
function Register-Agent([string]$Node) {
  $script = Join-Path $Root 'agent\vongxoay-player.mjs'
  $config = Join-Path $Root 'config.json'
  Step "tác vụ '$TaskName' khi đăng nhập" {
    $action = New-ScheduledTaskAction -Execute $Node -Argument "`"$script`" --config `"$config`"" -WorkingDirectory $Root
    $user = "$env:USERDOMAIN\$env:USERNAME"
    $atLogOn = New-ScheduledTaskTrigger -AtLogOn -User $user
    $again = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 5)
    $settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
      -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
    $principal = New-ScheduledTaskPrincipal -UserId $user -LogonType Interactive -RunLevel Limited
    Register-ScheduledTask -Force -TaskName $TaskName -Action $action -Trigger $atLogOn, $again -Settings $settings -Principal $principal | Out-Null
    Start-ScheduledTask -TaskName $TaskName
  }
}

function Set-Policy([string]$Path, [string]$Name, [int]$Value) {
  Step "$Path\$Name = $Value" {
    if (-not (Test-Path $Path)) { New-Item -Force -Path $Path | Out-Null }
    New-ItemProperty -Force -Path $Path -Name $Name -Value $Value -PropertyType DWord | Out-Null
  }
}

function Set-Machine {
  Step 'không tắt màn hình, không ngủ' {
    powercfg /change monitor-timeout-ac 0
    powercfg /change standby-timeout-ac 0
    powercfg /change disk-timeout-ac 0
    powercfg /hibernate off
  }
  $update = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
  Set-Policy "$update\AU" 'NoAutoRebootWithLoggedOnUsers' 1
  Set-Policy $update 'SetActiveHours' 1
  Set-Policy $update 'ActiveHoursStart' $ActiveHours.Start
  Set-Policy $update 'ActiveHoursEnd' $ActiveHours.End
  Set-Policy 'HKLM:\SOFTWARE\Policies\Google\Chrome' 'WindowOcclusionEnabled' 0
  Step 'đồng bộ giờ' {
    Set-Service w32time -StartupType Automatic
    Start-Service w32time -ErrorAction SilentlyContinue
  }
}

# Windows 7/8.1: Chrome 109 alone, on a name that never changes, so that storage and unsent proof survive a new address.
function New-Launcher([string]$Chrome) {
  if (-not $Server) { throw 'Cần -Server http://MÁY-CHỦ:8080' }
  $address = [Uri]$Server
  $origin = "http://vongxoay.may-chu:$($address.Port)"
  $start = "$origin/player/" + $(if ($Code) { "#$Code" } else { '' })
  $line = "@echo off`r`n:again`r`nstart `"`" /wait `"$Chrome`" --kiosk --user-data-dir=`"$Root\profile`" --no-first-run " +
    "--host-resolver-rules=`"MAP vongxoay.may-chu $($address.Host)`" --unsafely-treat-insecure-origin-as-secure=$origin " +
    "--force-device-scale-factor=1 --autoplay-policy=no-user-gesture-required --disable-features=Translate,CalculateNativeWinOcclusion " +
    "$start`r`nping -n 4 127.0.0.1 >nul`r`ngoto again`r`n"
  $path = Join-Path ([Environment]::GetFolderPath('Startup')) 'VongXoay.cmd'
  Step "trình khởi động $path (không có phần mềm nền: bằng chứng yếu hơn)" {
    New-Item -ItemType Directory -Force -Path $Root | Out-Null
    [IO.File]::WriteAllText($path, $line, [Text.Encoding]::ASCII)
  }
}

function Remove-All {
  Step "gỡ tác vụ '$TaskName'" {
    Get-ScheduledTask -TaskName $TaskName -ErrorAction SilentlyContinue | Stop-ScheduledTask -PassThru | Unregister-ScheduledTask -Confirm:$false
  }
  foreach ($part in 'agent', 'player-page', 'config.json') {
    $path = Join-Path $Root $part
    if (Test-Path $path) { Step "xóa $path" { Remove-Item -Recurse -Force $path } }
  }
  $launcher = Join-Path ([Environment]::GetFolderPath('Startup')) 'VongXoay.cmd'
  if (Test-Path $launcher) { Step "xóa $launcher" { Remove-Item -Force $launcher } }
  Say "Còn lại: $Root\data (nhật ký chưa gửi và khóa của máy). Xóa nó là mất bằng chứng chưa gửi."
}

if (-not $DryRun -and -not (Test-Administrator)) { throw 'Hãy mở PowerShell bằng "Run as administrator".' }
Assert-Server
if ($Uninstall) { Remove-All; return }
Show-OtherPlayers
$chrome = Find-Chrome
if (-not $chrome -and -not $DryRun) { throw 'Không tìm thấy Google Chrome. Không dùng Edge ở chế độ kiosk: nó xóa nơi lưu mỗi lần mở.' }
if ($IsOld) { New-Launcher $chrome; return }
$node = Assert-Node
Copy-Program
Write-Config $chrome
Set-Machine
Register-Agent $node
Say 'Xong. Để máy tự đăng nhập sau khi có điện: dùng Autologon của Sysinternals (mật khẩu không lưu dạng chữ). Rồi khởi động lại máy để kiểm tra.'
