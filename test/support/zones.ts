// Zones that break naive hours: whole, half and quarter offsets, summer time on both halves of the globe, a shift of half an
// hour, summer time below zero.

export const ZONES = [
  'Asia/Ho_Chi_Minh',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'Africa/Casablanca',
];
